using System.Text.Json;
using Skills.Engine.Providers.Http;

namespace Skills.Engine.Providers.Anthropic;

/// <summary>Citations and web search results among the blocks of a reply.</summary>
internal static class AnthropicParts
{
    /// <summary>Takes a block that is complete.</summary>
    /// <param name="parts">Takes the parts.</param>
    /// <param name="block">The block.</param>
    /// <param name="start">Where its text begins in the reply.</param>
    /// <param name="end">Where its text ends.</param>
    public static void Take(ReplyParts parts, JsonElement block, int start, int end)
    {
        foreach (var citation in block.Get("citations").Items())
        {
            parts.Add(CitationOf(citation) with { Start = start, End = end });
        }

        TakeResults(parts, block);
    }

    /// <summary>Takes the pages of a search, if the block is one.</summary>
    public static void TakeResults(ReplyParts parts, JsonElement block)
    {
        if (block.Text("type") != "web_search_tool_result")
        {
            return;
        }

        foreach (var found in block.Get("content").Items())
        {
            if (found.Text("url") is { } url)
            {
                parts.Add(new WebSearchResult(url, found.Text("title")) { Age = found.Text("page_age") });
            }
        }
    }

    public static ModelCitation CitationOf(JsonElement citation) => new()
    {
        Url = citation.Text("url") ?? citation.Text("source"),
        Title = citation.Text("title") ?? citation.Text("document_title"),
        Text = citation.Text("cited_text"),
        Document = ReplyParts.Index(citation, "document_index"),
        Page = ReplyParts.Index(citation, "start_page_number"),
        FileId = citation.Text("file_id"),
    };
}
