using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Skills.Engine.Testing.Loopback;

/// <summary>Reads what came in.</summary>
internal static class LoopbackRequests
{
    public static async Task<RecordedRequest> ReadAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted).ConfigureAwait(false);
        var path = http.Request.Path.Value ?? "";
        var api = ApiOf(path);
        var bytes = body.ToArray();
        var json = Parse(bytes);
        return new()
        {
            Api = api,
            Method = http.Request.Method,
            Target = path + http.Request.QueryString,
            RawPath = (http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()?.RawTarget ?? path).Split('?')[0],
            Protocol = http.Request.Protocol,
            Headers = http.Request.Headers.ToDictionary(static h => h.Key, static h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Body = bytes,
            Model = ModelOf(api, path, json),
            Stream = StreamOf(api, path, json),
        };
    }

    /// <summary>The tool the request leaves no choice but to call; null for none.</summary>
    public static string? ForcedTool(RecordedRequest request)
    {
        var body = Parse(request.Body.ToArray());
        var choice = Get(body, "tool_choice");
        var allowed = Get(Get(Get(body, "toolConfig"), "functionCallingConfig"), "allowedFunctionNames");
        var ofBedrock = Get(Get(Get(body, "toolConfig"), "toolChoice"), "tool");
        return Text(ofBedrock, "name")
            ?? Text(choice, "name")
            ?? Text(Get(choice, "function"), "name")
            ?? (allowed is { ValueKind: JsonValueKind.Array } names && names.GetArrayLength() > 0 ? names[0].GetString() : null);
    }

    private static LoopbackApi ApiOf(string path) => path switch
    {
        _ when path.Contains("/messages/batches", StringComparison.Ordinal) => LoopbackApi.AnthropicBatch,
        _ when path.Contains("/v1/batches", StringComparison.Ordinal) || path.Contains("/v1/files", StringComparison.Ordinal) => LoopbackApi.OpenAIBatch,
        _ when path.Contains(":batchGenerateContent", StringComparison.Ordinal) || path.Contains("/batches/batch-", StringComparison.Ordinal) => LoopbackApi.GoogleBatch,
        _ when path.EndsWith("/messages", StringComparison.Ordinal) => LoopbackApi.Anthropic,
        _ when path.EndsWith("/chat/completions", StringComparison.Ordinal) => LoopbackApi.ChatCompletions,
        _ when path.EndsWith("/responses", StringComparison.Ordinal) => LoopbackApi.Responses,
        _ when path.EndsWith("/converse", StringComparison.Ordinal) || path.EndsWith("/converse-stream", StringComparison.Ordinal) => LoopbackApi.Bedrock,
        _ when path.EndsWith("/oauth2/token", StringComparison.Ordinal) => LoopbackApi.GoogleToken,
        _ when path.StartsWith("/computeMetadata/", StringComparison.Ordinal) => LoopbackApi.GoogleMetadata,
        _ when path.Contains("/projects/", StringComparison.Ordinal) && path.EndsWith("enerateContent", StringComparison.Ordinal) => LoopbackApi.Vertex,
        _ when path.EndsWith("enerateContent", StringComparison.Ordinal) => LoopbackApi.Google,
        _ when path.Contains("/ml/v1/text/chat", StringComparison.Ordinal) => LoopbackApi.WatsonX,
        _ when path.EndsWith("/identity/token", StringComparison.Ordinal) => LoopbackApi.IbmIam,
        _ when path.EndsWith("/api/chat", StringComparison.Ordinal) => LoopbackApi.Ollama,
        _ => LoopbackApi.Unknown,
    };

    // Google and Bedrock name the model in the path, watsonx under a name of its own.
    private static string ModelOf(LoopbackApi api, string path, JsonElement? json) => api switch
    {
        LoopbackApi.Google or LoopbackApi.Vertex => Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..path.LastIndexOf(':')]),
        LoopbackApi.Bedrock => Uri.UnescapeDataString(path[(path.IndexOf("/model/", StringComparison.Ordinal) + "/model/".Length)..path.LastIndexOf('/')]),
        _ => Text(json, "model") ?? Text(json, "model_id") ?? "",
    };

    // Ollama streams unless told not to.
    private static bool StreamOf(LoopbackApi api, string path, JsonElement? json) => api switch
    {
        LoopbackApi.Google or LoopbackApi.Vertex => path.EndsWith(":streamGenerateContent", StringComparison.Ordinal),
        LoopbackApi.Bedrock => path.EndsWith("/converse-stream", StringComparison.Ordinal),
        LoopbackApi.WatsonX => path.EndsWith("/chat_stream", StringComparison.Ordinal),
        LoopbackApi.Ollama => Get(json, "stream") is not { ValueKind: JsonValueKind.False },
        _ => Get(json, "stream") is { ValueKind: JsonValueKind.True },
    };

    private static JsonElement? Parse(byte[] bytes)
    {
        try
        {
            return JsonElement.Parse(bytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? Get(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } o && o.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement? element, string name) =>
        Get(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
