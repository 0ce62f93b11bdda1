using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Skills.Reliability.Tests.Fuzz.Doors;

/// <summary>What a provider sends, whole or as a stream, in pieces of any size.</summary>
internal static class ProviderDoor
{
    private const string Key = "sk-test-0123456789";

    private static readonly string[] Words =
    [
        "data: ", "event: ", "\n\n", ": ping\n", "[DONE]", "\"usage\":{", "\"delta\":{\"content\":\"x\"}", "\"finish_reason\":\"stop\"", "\"tool_calls\":[{\"index\":0", "\"error\":{\"message\":\"x\"}", "\"stop_reason\":", "null",
        "\"index\":-1", "\"index\":2147483648", "\"output_tokens\":-5", "\"type\":\"content_block_delta\"", "\"candidates\":[", "\"parts\":[{\"text\":", "\"arguments\":\"{", "\"done\":true", "\"role\":\"tool\"", "\"id\":", "retry: 1\n", "\\u0000",
    ];

    public static FuzzDoor Of(string provider)
    {
        var served = new Served();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        var name = Add(services.AddSkillsEngine(), provider);
        services.AddHttpClient("Skills.Engine." + name).ConfigurePrimaryHttpMessageHandler(() => served);
        var client = services.BuildServiceProvider().GetRequiredService<IModelClient>();
        var model = new ModelDefinition { Id = "m", Provider = name, Capabilities = (ModelCapabilities)2047, MaxOutputTokens = 8192 };
        var recordings = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Recordings", provider + ".jsonl")).Select(static l => JsonElement.Parse(l)).ToList();
        return new(provider, [.. recordings.Select(Input)], Words, input => Read(client, model, served, input));
    }

    // The first byte tells the form: streamed or not, the status, and the size of the pieces.
    private static byte[] Input(JsonElement row)
    {
        var body = row.GetProperty("body");
        var bytes = row.GetProperty("base64").GetBoolean() ? body.GetBytesFromBase64() : Encoding.UTF8.GetBytes(body.GetString()!);
        return [(byte)((row.GetProperty("stream").GetBoolean() ? 1 : 0) | (row.GetProperty("status").GetInt32() == 200 ? 0 : 2)), .. bytes];
    }

    private static bool Read(IModelClient client, ModelDefinition model, Served served, byte[] input)
    {
        var form = input is [var first, ..] ? first : (byte)0;
        served.Serve(input.Length > 1 ? input[1..] : [], (form & 2) == 0 ? HttpStatusCode.OK : HttpStatusCode.BadRequest, (form & 1) == 0 ? "application/json" : client.Provider.Name == "bedrock" ? "application/vnd.amazon.eventstream" : "text/event-stream", (form >> 2) is 0 ? int.MaxValue : form >> 2);
        var request = new ModelRequest { Model = model, Messages = [new(MessageRole.User, "Say hello.")] };
        try
        {
            return (form & 1) == 0
                ? client.InvokeAsync(request, CancellationToken.None).GetAwaiter().GetResult().Text is not null
                : client.StreamAsync(request, CancellationToken.None).ToBlockingEnumerable().Any(static u => u.Reply is not null);
        }
        catch (ModelException)
        {
            return false;
        }
    }

    private static string Add(SkillsEngineBuilder builder, string provider)
    {
        _ = provider switch
        {
            "anthropic" => builder.AddAnthropic(static o => o.ApiKey = Key),
            "google" => builder.AddGoogle(static o => o.ApiKey = Key),
            "bedrock" => builder.AddBedrock(static o => o.ApiKey = Key),
            "watsonx" => builder.AddWatsonX(static o => (o.ProjectId, o.Headers["Authorization"]) = ("p", "Bearer t")),
            "ollama-native" => builder.AddLocal(static o => o.Api = LocalApi.Ollama),
            _ => builder.AddOpenAI(o => (o.ApiKey, o.Api) = (Key, provider == "responses" ? OpenAIApi.Responses : OpenAIApi.ChatCompletions)),
        };
        return provider switch { "responses" => "openai", "ollama-native" => "local", _ => provider };
    }

    private sealed class Served : HttpMessageHandler
    {
        private (byte[] Body, HttpStatusCode Status, string MediaType, int Piece) _answer = ([], HttpStatusCode.OK, "", 1);

        public void Serve(byte[] body, HttpStatusCode status, string mediaType, int piece) => _answer = (body, status, mediaType, piece);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var content = new StreamContent(new Pieces(_answer.Body, _answer.Piece));
            content.Headers.TryAddWithoutValidation("Content-Type", _answer.MediaType);
            return Task.FromResult(new HttpResponseMessage(_answer.Status) { Content = content, RequestMessage = request });
        }
    }

    private sealed class Pieces(byte[] body, int size) : MemoryStream(body, writable: false)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, size)], cancellationToken);
    }
}
