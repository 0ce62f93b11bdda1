using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Comparisons.ExtensionsAI;

internal static class Injected
{
    public static async Task<string> RunAsync(string url)
    {
        var services = new ServiceCollection();
        services.AddChatClient(Connection.To(url).GetChatClient("gpt-5.6-luna").AsIChatClient());
        services.AddSingleton<Greeter>();
        await using var provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<Greeter>().GreetAsync("Alice");
    }

    internal sealed class Greeter(IChatClient client)
    {
        public async Task<string> GreetAsync(string name) => (await client.GetResponseAsync($"Greet {name}.")).Text;
    }
}
