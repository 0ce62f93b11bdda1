using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Skills.Engine.Providers.Values;

namespace Skills.Engine.Providers.Http;

/// <summary>Writes a request's body, the provider-only options merged over it and the fields left out that the server refuses.</summary>
internal static class RequestWriter
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The body's bytes; the caller disposes them.</summary>
    public static PooledBuffer Write(IProviderWire wire, WireRequest call, RefusedFields refused)
    {
        var buffer = new PooledBuffer();
        try
        {
            using (var json = new Utf8JsonWriter(buffer, WriterOptions))
            {
                wire.WriteBody(json, call);
            }

            var own = call.Request.ProviderOptions is { ValueKind: JsonValueKind.Object } options && options.EnumerateObject().MoveNext() ? options : (JsonElement?)null;
            return own is null && !refused.Any(call.Model) ? buffer : Rewrite(buffer, own, call, refused);
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    private static PooledBuffer Rewrite(PooledBuffer body, JsonElement? own, WireRequest call, RefusedFields refused)
    {
        var root = JsonNode.Parse(body.Written.Span)!.AsObject();
        if (own is { } options)
        {
            Merge(root, options, call);
        }

        refused.Apply(root, call);
        body.Dispose();
        var merged = new PooledBuffer();
        using var json = new Utf8JsonWriter(merged, WriterOptions);
        root.WriteTo(json);
        json.Flush();
        return merged;
    }

    private static void Merge(JsonObject root, JsonElement own, WireRequest call)
    {
        foreach (var option in own.EnumerateObject())
        {
            if (option.NameEquals("stream"u8))
            {
                call.Report.Unsupported(call.Request, "ProviderOptions.stream", "whether a reply is streamed is decided by the call.");
                continue;
            }

            Put(root, option);
        }
    }

    private static void Put(JsonObject into, JsonProperty option)
    {
        if (option.Value.ValueKind == JsonValueKind.Object && into[option.Name] is JsonObject existing)
        {
            foreach (var inner in option.Value.EnumerateObject())
            {
                Put(existing, inner);
            }

            return;
        }

        into[option.Name] = ValueJson.Node(option.Value);
    }
}
