using Microsoft.Extensions.AI;

namespace Comparisons.ExtensionsAI;

internal static class Fallback
{
    public static async Task<string> RunAsync(string url)
    {
        var openAI = Connection.To(url);
        using var client = new FallbackClient(openAI.GetChatClient("gpt-5-mini").AsIChatClient(), openAI.GetChatClient("gpt-5-nano").AsIChatClient());
        var name = "Alice";
        return (await client.GetResponseAsync($"Greet {name}.")).Text;
    }

    internal sealed class FallbackClient(IChatClient first, IChatClient second) : DelegatingChatClient(first)
    {
        public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            try
            {
                return await base.GetResponseAsync(messages, options, cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                return await second.GetResponseAsync(messages, options, cancellationToken);
            }
        }

        protected override void Dispose(bool disposing)
        {
            second.Dispose();
            base.Dispose(disposing);
        }
    }
}
