using Skills.Engine;
using Skills.Engine.Testing;

namespace Skills.Cli.Tests.Support;

/// <summary>A workplace whose models are a server on this machine.</summary>
internal static class Models
{
    /// <summary>The key that must appear nowhere.</summary>
    public const string Canary = "sk-canary-0123456789abcdef";

    /// <summary>Starts a server, and points the workplace at it as a local server and as a priced provider.</summary>
    public static async Task<LoopbackProviderServer> ServeAsync(Workplace place, bool priced = false)
    {
        var server = await LoopbackProviderServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        if (priced)
        {
            place.Variables["ANTHROPIC_API_KEY"] = Canary;
            place.Variables["ANTHROPIC_BASE_URL"] = server.AnthropicUrl;
        }
        else
        {
            place.Variables["SKILLS_LOCAL_ENDPOINT"] = server.LocalUrl;
        }

        return server;
    }

    /// <summary>Returns a greeting as a model answers it.</summary>
    public static LoopbackReply Greeting(string text, TokenUsage? usage = null) =>
        new() { Text = $$"""{"greeting": "{{text}}"}""", Usage = usage ?? new() { InputUncached = 12, OutputVisible = 7 } };
}
