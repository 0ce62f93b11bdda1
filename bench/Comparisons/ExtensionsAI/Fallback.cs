using Microsoft.Extensions.AI;

namespace Comparisons.ExtensionsAI;

internal static class Fallback
{
    public static async Task<string> RunAsync(string url)
    {
        var openAI = Connection.To(url);
        using var client = new OrderedFailoverChatClient([openAI.GetChatClient("gpt-5.6-luna").AsIChatClient(), openAI.GetChatClient("gpt-5.4-nano").AsIChatClient()]);
        var name = "Alice";
        return (await client.GetResponseAsync($"Greet {name}.")).Text;
    }
}
