using Microsoft.Extensions.AI;

namespace Comparisons.ExtensionsAI;

internal static class Hello
{
    public static async Task<string> RunAsync(string url)
    {
        using var client = Connection.To(url).GetChatClient("gpt-5.6-luna").AsIChatClient();
        var name = "Alice";
        return (await client.GetResponseAsync($"Greet {name}.")).Text;
    }
}
