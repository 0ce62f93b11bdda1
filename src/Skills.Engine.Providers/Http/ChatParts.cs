using System.Text.Json;

namespace Skills.Engine.Providers.Http;

/// <summary>Citations, search results and probabilities in chat completions: OpenAI's annotations, and the lists that xAI and Perplexity put beside the choices.</summary>
internal static class ChatParts
{
    public static void Take(ReplyParts parts, JsonElement root, JsonElement? choice, JsonElement? message)
    {
        parts.AddTokens(choice.Get("logprobs").Get("content"));
        foreach (var annotation in message.Get("annotations").Items())
        {
            Add(parts, annotation.Get("url_citation") ?? annotation, offset: 0);
        }

        foreach (var found in root.Get("search_results").Items())
        {
            if (found.Text("url") is { } url)
            {
                parts.Add(new WebSearchResult(url, found.Text("title")) { Age = found.Text("date"), Snippet = found.Text("snippet") });
            }
        }
    }

    /// <summary>Adds the addresses that a reply lists as its sources. Events of a stream repeat the list, so the last one counts.</summary>
    public static void AddSources(ReplyParts parts, JsonElement? addresses)
    {
        foreach (var address in addresses.Items())
        {
            if (address.AsTextOrNull() is { } url)
            {
                parts.Add(new ModelCitation { Url = url });
            }
        }
    }

    /// <summary>Adds an annotation with its members beside its type.</summary>
    public static void Add(ReplyParts parts, JsonElement annotation, int offset)
    {
        if (annotation.Text("url") is null && annotation.Text("file_id") is null)
        {
            return;
        }

        parts.Add(new ModelCitation
        {
            Url = annotation.Text("url"),
            Title = annotation.Text("title") ?? annotation.Text("filename"),
            Text = annotation.Text("content"),
            Start = ReplyParts.Index(annotation, "start_index") + offset,
            End = ReplyParts.Index(annotation, "end_index") + offset,
            FileId = annotation.Text("file_id"),
        });
    }
}
