using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace Comparisons.SemanticKernel;

internal static class Injected
{
    public static async Task<string> RunAsync(string url)
    {
        var services = new ServiceCollection();
        services.AddKernel().AddOpenAIChatCompletion("gpt-5.6-luna", Connection.To(url));
        services.AddSingleton<Greeter>();
        await using var provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<Greeter>().GreetAsync("Alice");
    }

    internal sealed class Greeter(Kernel kernel)
    {
        public async Task<string> GreetAsync(string name) => (await kernel.InvokePromptAsync<string>("Greet {{$name}}.", new() { ["name"] = name }))!;
    }
}
