using Microsoft.Extensions.AI;

namespace Comparisons.ExtensionsAI;

internal static class Streaming
{
    public static async Task<string> RunAsync(string url)
    {
        using var client = Connection.To(url).GetChatClient("gpt-5.6-luna").AsIChatClient();
        var name = "Alice";
        var text = "";
        await foreach (var update in client.GetStreamingResponseAsync($"Greet {name}."))
        {
            text += update.Text;
        }

        return text;
    }
}
