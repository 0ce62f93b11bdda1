using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine.Providers.Tests;

/// <summary>A reply written after a vendor's public wire documentation, with the right reading of it.</summary>
internal sealed record OwnRecording(string Provider, string Name, bool Stream, int Status, string ContentType, byte[] Body, IReadOnlyDictionary<string, string> Headers, JsonElement Expected)
{
    private static readonly ModelPrice Price = new() { Input = 2, Output = 8, CacheRead = 0.5m, CacheWrite5m = 2.5m };

    public static IReadOnlyList<OwnRecording> Of(string provider) =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Recordings", provider + ".jsonl")).Select(line => Read(provider, JsonElement.Parse(line)))];

    public string? Error => Expected.GetProperty("error").GetString();

    public ModelDefinition Model => Some.Model("m", ProviderName) with { Prices = [Price] };

    public IModelClient Client(ServedBody served)
    {
        (served.Body, served.Status, served.MediaType) = (Body, (System.Net.HttpStatusCode)Status, ContentType);
        served.Header = Headers.Count > 0 ? (Headers.First().Key, Headers.First().Value) : null;
        return Some.Client(b =>
        {
            Add(b);
            b.Services.AddHttpClient("Skills.Engine." + ProviderName).ConfigurePrimaryHttpMessageHandler(() => served);
        });
    }

    /// <summary>Null when the reading is right; otherwise the first difference.</summary>
    public string? Fault(ModelReply reply)
    {
        var usage = Expected.GetProperty("usage");
        (string What, string? Wanted, string? Read)[] parts =
        [
            ("text", Expected.GetProperty("text").GetString(), reply.Text),
            ("stop", Expected.GetProperty("stop").GetString(), reply.StopReason.ToString()),
            ("tools", string.Join("; ", Expected.GetProperty("tools").EnumerateArray().Select(static t => t[0].GetString() + " " + t[1].GetString())), ToolsOf(reply)),
            ("reasoning", Expected.GetProperty("reasoning").GetString(), reply.ReasoningText),
            ("in", Count(usage, "in"), Text(reply.Usage?.InputUncached)),
            ("cached", Count(usage, "cached"), Text(reply.Usage?.CacheRead)),
            ("write", Count(usage, "write"), Text(reply.Usage?.CacheWrite5m)),
            ("out", Count(usage, "out"), Text(reply.Usage?.OutputVisible)),
            ("reason", Count(usage, "reason"), Text(reply.Usage?.Reasoning)),
            ("cost", Expected.GetProperty("cost") is { ValueKind: JsonValueKind.Number } cost ? Money(cost.GetDecimal()) : null, Money(reply.ChargedUsd ?? CostCalculator.CostOf(Model, reply.Usage, new(2026, 10, 1)).Usd)),
        ];
        return parts.Where(static p => p.Wanted != p.Read).Select(static p => $"{p.What}: '{p.Read}' instead of '{p.Wanted}'").FirstOrDefault();
    }

    private string ProviderName => Provider switch { "responses" => "openai", "ollama-native" => "local", _ => Provider };

    private static OwnRecording Read(string provider, JsonElement row) => new(
        provider,
        row.GetProperty("name").GetString()!,
        row.GetProperty("stream").GetBoolean(),
        row.GetProperty("status").GetInt32(),
        row.GetProperty("contentType").GetString()!,
        row.GetProperty("base64").GetBoolean() ? row.GetProperty("body").GetBytesFromBase64() : Encoding.UTF8.GetBytes(row.GetProperty("body").GetString()!),
        row.GetProperty("headers").EnumerateObject().ToDictionary(static h => h.Name, static h => h.Value.GetString()!),
        row.GetProperty("expected"));

    private void Add(SkillsEngineBuilder builder)
    {
        switch (Provider)
        {
            case "anthropic":
                builder.AddAnthropic(static o => o.ApiKey = Some.Key);
                break;
            case "openai" or "responses":
                builder.AddOpenAI(o => (o.ApiKey, o.Api) = (Some.Key, Provider == "responses" ? OpenAIApi.Responses : OpenAIApi.ChatCompletions));
                break;
            case "google":
                builder.AddGoogle(static o => o.ApiKey = Some.Key);
                break;
            case "vertex":
                builder.AddVertex(static o => (o.Project, o.CredentialsJson, o.Headers["Authorization"]) = ("p", null, "Bearer t"));
                break;
            case "bedrock":
                builder.AddBedrock(static o => o.ApiKey = Some.Key);
                break;
            case "watsonx":
                builder.AddWatsonX(static o => (o.ProjectId, o.Headers["Authorization"]) = ("p", "Bearer t"));
                break;
            case "ollama-native":
                builder.AddLocal(static o => o.Api = LocalApi.Ollama);
                break;
            default:
                builder.AddOpenAICompatible(Provider, static o => (o.ApiKey, o.BaseUrl) = (Some.Key, "http://127.0.0.1:1/v1"));
                break;
        }
    }

    private static string ToolsOf(ModelReply reply) => reply.ToolCalls is { } calls
        ? string.Join("; ", calls.EnumerateArray().Select(static call =>
        {
            var function = call.TryGetProperty("function", out var inner) ? inner : call;
            var arguments = ((string[])["arguments", "input", "args"]).Where(n => function.TryGetProperty(n, out _)).Select(function.GetProperty).First();
            return function.GetProperty("name").GetString() + " " + (arguments.ValueKind == JsonValueKind.String ? arguments.GetString() : arguments.GetRawText());
        }))
        : "";

    private static string? Count(JsonElement usage, string name) =>
        usage.ValueKind == JsonValueKind.Object && usage.GetProperty(name) is { ValueKind: JsonValueKind.Number } count ? count.GetRawText() : null;

    private static string? Text(long? count) => count?.ToString(CultureInfo.InvariantCulture);

    private static string? Money(decimal? usd) => usd?.ToString("0.##########", CultureInfo.InvariantCulture);
}
