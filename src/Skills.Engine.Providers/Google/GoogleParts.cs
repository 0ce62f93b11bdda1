using System.Text;
using System.Text.Json;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Google;

/// <summary>Grounding, recitation and probabilities of a candidate.</summary>
internal static class GoogleParts
{
    /// <summary>Takes what an event has. Grounding is repeated as it grows, so the last counts and is taken at the end.</summary>
    public static void TakeTokens(ReplyParts parts, JsonElement candidate)
    {
        var result = candidate.Get("logprobsResult");
        parts.AddTokens(result.Get("chosenCandidates"), result.Get("topCandidates"));
    }

    /// <summary>Takes sources and citations. The API counts bytes of UTF-8, the reply counts characters.</summary>
    public static void Take(ReplyParts parts, JsonElement? grounding, JsonElement? recitation, string text)
    {
        var chunks = grounding.Get("groundingChunks").Items().Select(static c => c.Get("web") ?? c.Get("retrievedContext") ?? c.Get("maps")).ToList();
        foreach (var chunk in chunks)
        {
            if (chunk.Text("uri") is { } url)
            {
                parts.Add(new WebSearchResult(url, chunk.Text("title")) { Snippet = chunk.Text("text") });
            }
        }

        var bytes = chunks.Count > 0 || recitation is not null ? Encoding.UTF8.GetBytes(text) : [];
        foreach (var support in grounding.Get("groundingSupports").Items().TakeWhile(_ => !parts.HasAllCitations))
        {
            List<JsonElement?> sources = [.. support.Get("groundingChunkIndices").Items().Select(i => SourceAt(chunks, i)).Where(static s => s is not null)];
            if (sources.Count == 0)
            {
                continue;
            }

            var (start, end) = Place(support.Get("segment"), bytes);
            foreach (var source in sources)
            {
                parts.Add(new ModelCitation { Url = source.Text("uri"), Title = source.Text("title"), Text = source.Text("text"), Start = start, End = end });
            }
        }

        foreach (var source in (recitation.Get("citationSources") ?? recitation.Get("citations")).Items().TakeWhile(_ => !parts.HasAllCitations))
        {
            var (start, end) = Place(source, bytes);
            parts.Add(new ModelCitation { Url = source.Text("uri"), Title = source.Text("title"), Start = start, End = end });
        }
    }

    private static JsonElement? SourceAt(List<JsonElement?> chunks, JsonElement index) =>
        index.ValueKind == JsonValueKind.Number && index.TryGetInt32(out var at) && at >= 0 && at < chunks.Count ? chunks[at] : null;

    private static (int? Start, int? End) Place(JsonElement? segment, byte[] bytes) =>
        ReplyParts.Index(segment, "endIndex") is { } end ? (Characters(bytes, ReplyParts.Index(segment, "startIndex") ?? 0), Characters(bytes, end)) : (null, null);

    private static int Characters(byte[] bytes, int count) => Encoding.UTF8.GetCharCount(bytes, 0, Math.Min(count, bytes.Length));
}
