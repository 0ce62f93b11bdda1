using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Skills.Benchmarks;

/// <summary>The benchmark's prompt as someone would write it without a template engine.</summary>
internal static class JinjaByHand
{
    public static string Prompt(JsonElement c)
    {
        var text = new StringBuilder();
        var company = c.GetProperty("company");
        text.Append("You are ").Append(Or(c, "persona", "an assistant")).Append(", working for ").Append(company.GetProperty("name").GetString())
            .Append(" (").Append(company.GetProperty("country").GetString()!.ToUpperInvariant()).Append(").\nToday is ").Append(c.GetProperty("date").GetString())
            .Append(". Answer in ").Append(Or(c, "language", "English")).Append(".\n\n<task>\n").Append(c.GetProperty("task").GetString()!.Trim()).Append("\n</task>");
        Rules(text, c);
        Documents(text, c);
        text.Append("\n</documents>\n\n<history>");
        foreach (var m in c.GetProperty("history").EnumerateArray())
        {
            text.Append('\n').Append(m.GetProperty("role").GetString()!.ToUpperInvariant()).Append(": ").Append(m.GetProperty("content").GetString()!.Trim());
        }

        text.Append("\n</history>");
        Closing(text, c);
        return text.Append("\nQuestion: ").Append(c.GetProperty("question").GetString()).ToString();
    }

    private static string Or(JsonElement c, string name, string fallback) => c.TryGetProperty(name, out var value) ? value.GetString()! : fallback;

    private static void Rules(StringBuilder text, JsonElement c)
    {
        if (!c.TryGetProperty("rules", out var rules) || rules.GetArrayLength() == 0)
        {
            return;
        }

        text.Append("\n\n<rules>");
        var index = 0;
        foreach (var rule in rules.EnumerateArray())
        {
            text.Append('\n').Append((++index).ToString(CultureInfo.InvariantCulture)).Append(". ").Append(rule.GetString()!.Trim());
        }

        text.Append("\n</rules>");
    }

    private static void Documents(StringBuilder text, JsonElement c)
    {
        var documents = c.GetProperty("docs");
        var count = documents.GetArrayLength();
        text.Append("\n\n<documents count=\"").Append(count).Append("\">");
        var index = 0;
        foreach (var d in documents.EnumerateArray())
        {
            index++;
            Document(text, d, index);
            if (index < count)
            {
                text.Append("\n---");
            }
        }
    }

    private static void Document(StringBuilder text, JsonElement d, int index)
    {
        var id = d.GetProperty("id").GetString()!;
        text.Append("\n<document index=\"").Append(index).Append("\" id=\"").Append(id).Append("\">\n<title>").Append(Escape(d.GetProperty("title").GetString()!)).Append("</title>");
        if (d.TryGetProperty("author", out var author))
        {
            text.Append("\n<author>").Append(author.GetProperty("first").GetString()).Append(' ').Append(author.GetProperty("last").GetString()!.ToUpperInvariant()).Append("</author>");
        }
        else
        {
            text.Append("\n<author>unknown</author>");
        }

        var score = d.GetProperty("score").GetInt32();
        text.Append("\n<relevance>").Append(score > 80 ? "high" : score > 50 ? "medium" : $"low ({score})").Append("</relevance>");
        var tags = d.GetProperty("tags");
        if (tags.GetArrayLength() > 0)
        {
            text.Append("\n<tags>").AppendJoin(", ", tags.EnumerateArray().Select(static t => t.GetString())).Append("</tags>");
        }

        text.Append("\n<content>\n").Append(Escape(d.GetProperty("text").GetString()!.Trim())).Append("\n</content>");
        if (d.GetProperty("verified").GetBoolean() && score >= 60)
        {
            text.Append("\n<!-- verified source ").Append(id.Replace('-', '_')).Append(" -->");
        }

        text.Append("\n</document>");
    }

    private static void Closing(StringBuilder text, JsonElement c)
    {
        if (c.GetProperty("output").GetString() == "json")
        {
            text.Append("\n\nReply with one JSON object with the keys ").AppendJoin(", ", c.GetProperty("keys").EnumerateArray().Select(static k => $"\"{k.GetString()}\"")).Append('.');
        }
        else
        {
            text.Append("\n\nReply in plain text.");
        }
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text).Replace("&quot;", "&#34;", StringComparison.Ordinal);
}
