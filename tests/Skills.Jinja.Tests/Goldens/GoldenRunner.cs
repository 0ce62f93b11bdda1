using System.Text.Json;

namespace Skills.Jinja.Tests.Goldens;

/// <summary>Renders a golden and says how the result differs.</summary>
internal static class GoldenRunner
{
    private static readonly HashSet<string> PortableMessages = ["syntax", "undefined", "security", "notfound", "template"];

    /// <summary>How the result differs, over .NET values and, where the context is plain JSON, over the document itself.</summary>
    internal static Difference? Run(GoldenCase golden)
    {
        var difference = Run(golden, static (template, golden, spans) =>
        {
            var text = template.Render(golden.HostContext(), out var ranges, TestContext.Current.CancellationToken);
            spans.AddRange(ranges);
            return text;
        });
        if (difference is not null || golden.Options.TryGetProperty("profile", out _) || golden.Context.GetRawText().Contains("\"$", StringComparison.Ordinal))
        {
            return difference;
        }

        difference = Run(golden, static (template, golden, _) => template.Render(golden.Context, TestContext.Current.CancellationToken));
        return difference is null ? null : difference with { Message = "from JSON: " + difference.Message };
    }

    private static Difference? Run(GoldenCase golden, Func<JinjaTemplate, GoldenCase, List<Range>, string> render)
    {
        string text;
        var spans = new List<Range>();
        try
        {
            text = render(golden.Environment().Parse(golden.Template), golden, spans);
        }
        catch (JinjaException error)
        {
            return CompareError(golden, error) is { } message ? new(message, error, null) : null;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return new($"CRASHED: {error}", null, null);
        }

        return CompareText(golden, text, spans) is { } different ? new(different, null, text) : null;
    }

    private static string? CompareText(GoldenCase golden, string text, List<Range> spans)
    {
        if (!golden.Outcome.TryGetProperty("expected", out var expected))
        {
            return $"gave {Show(text)}, expected the error {golden.Outcome.GetProperty("error").GetRawText()}";
        }

        if (text != expected.GetString())
        {
            return $"gave {Show(text)}, expected {Show(expected.GetString()!)}";
        }

        var points = spans.Select(s => (CodePoints(text, s.Start.Value), CodePoints(text, s.End.Value))).ToList();
        return golden.Group != "hf" || points.SequenceEqual(golden.Spans) ? null : $"generation at {string.Join(' ', points)}";
    }

    private static string? CompareError(GoldenCase golden, JinjaException error)
    {
        var found = $"{error.Kind} line {error.Line} of {error.TemplateName}: {error.Reason}";
        if (!golden.Outcome.TryGetProperty("error", out var expected))
        {
            return $"failed with {found}, expected {Show(golden.Outcome.GetProperty("expected").GetString()!)}";
        }

        var kind = expected.GetProperty("kind").GetString()!;
        var sameLine = expected.GetProperty("line").ValueKind == JsonValueKind.Null || TagLines(golden, error).Contains(expected.GetProperty("line").GetInt32());
        if (!SameKind(error, kind) || !sameLine)
        {
            return $"failed with {found}, expected {expected.GetRawText()}";
        }

        return Environment.GetEnvironmentVariable("GOLDEN_MESSAGES") is not null && PortableMessages.Contains(kind)
            && expected.TryGetProperty("message", out var message) && error.Reason != message.GetString()
            ? $"says {error.Reason}, expected {message.GetString()}"
            : null;
    }

    /// <summary>Whether an error is of the kind that a golden names. A limit here may be any of the errors by which Python gives up.</summary>
    internal static bool SameKind(JinjaException error, string kind) =>
        KindOf(error.Kind) == kind || (error.Kind == JinjaErrorKind.Limit && kind is "value" or "recursion" or "syntax" or "type");

    /// <summary>The lines of the tag an error points into: Jinja2 reports any of them.</summary>
    private static IEnumerable<int> TagLines(GoldenCase golden, JinjaException error)
    {
        var source = error.TemplateName is null ? golden.Template : golden.Templates.GetValueOrDefault(error.TemplateName, "");
        var lines = source.ReplaceLineEndings("\n").Split('\n');
        if (error.Line < 1 || error.Line > lines.Length)
        {
            return [error.Line];
        }

        var offset = lines.Take(error.Line - 1).Sum(l => l.Length + 1) + error.Column - 1;
        var joined = string.Join('\n', lines);
        var start = joined.LastIndexOf("{%", Math.Min(offset, joined.Length - 1), StringComparison.Ordinal);
        start = Math.Max(start, joined.LastIndexOf("{{", Math.Min(offset, joined.Length - 1), StringComparison.Ordinal));
        var ends = new[] { joined.IndexOf("%}", offset, StringComparison.Ordinal), joined.IndexOf("}}", offset, StringComparison.Ordinal) }.Where(e => e >= 0).ToArray();
        if (start < 0 || ends.Length == 0)
        {
            return [error.Line];
        }

        var first = joined.AsSpan(0, start).Count('\n') + 1;
        return Enumerable.Range(first, joined.AsSpan(start, ends.Min() - start).Count('\n') + 1).Append(error.Line);
    }

    private static string KindOf(JinjaErrorKind kind) => kind switch
    {
        JinjaErrorKind.TemplateNotFound => "notfound",
        JinjaErrorKind.Runtime => "template",
        JinjaErrorKind.Limit => "recursion",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private static int CodePoints(string text, int offset) => text[..offset].EnumerateRunes().Count();

    private static string Show(string text) => JsonSerializer.Serialize(text);
}

/// <summary>What came out otherwise: an error or a text.</summary>
internal sealed record Difference(string Message, JinjaException? Error, string? Text);
