namespace Skills.Engine.Providers.Tests;

/// <summary>Our own recordings of each vendor and preset: text, stop reason, tool calls, reasoning, five counts and cost; served whole and in small pieces.</summary>
public sealed class OwnRecordingTests
{
    private const int LeastOfEach = 15;

    public static TheoryData<string> Providers =>
    [
        "anthropic", "openai", "responses", "google", "vertex", "bedrock", "watsonx", "ollama-native", "groq", "openrouter", "deepseek", "mistral", "xai",
        "together", "fireworks", "azure", "vllm", "lmstudio", "llamacpp", "ollama",
    ];

    [Theory, MemberData(nameof(Providers))]
    public async Task EachIsReadRight(string provider)
    {
        var recordings = OwnRecording.Of(provider);
        var wrong = new List<string>();
        foreach (var recording in recordings)
        {
            foreach (var pieceSize in (int[])[int.MaxValue, 7])
            {
                using var served = new ServedBody { PieceSize = pieceSize };
                if (await FaultAsync(recording, recording.Client(served)) is { } fault)
                {
                    wrong.Add($"{recording.Name}, pieces of {pieceSize}: {fault}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(recordings.Count >= LeastOfEach, $"{recordings.Count} recordings.");
    }

    private static async Task<string?> FaultAsync(OwnRecording recording, IModelClient client)
    {
        var request = Some.Request(recording.Model);
        try
        {
            var (text, reply) = recording.Stream ? await client.ReadAsync(request, Token) : ("", await client.InvokeAsync(request, Token));
            return recording.Error is { } kind ? $"no error instead of {kind}"
                : recording.Stream && text.Length > 0 && text != reply.Text ? $"'{text}' was shown and '{reply.Text}' read"
                : recording.Fault(reply);
        }
        catch (ModelException e)
        {
            return recording.Error != e.Kind.ToString() ? $"{e.Kind} instead of {recording.Error ?? "an answer"}: {e.Message}"
                : recording.Expected.GetProperty("retryAfter") is { ValueKind: System.Text.Json.JsonValueKind.Number } wait && e.RetryAfter != TimeSpan.FromSeconds(wait.GetDouble()) ? $"a wait of {e.RetryAfter}"
                : null;
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
