using System.Text.Json;

namespace Skills.Jinja.Tests.Goldens;

/// <summary>Renders a golden and says how the result differs.</summary>
internal static class GoldenRunner
{
    private static readonly HashSet<string> PortableMessages = ["syntax", "undefined", "security", "notfound", "template"];

    internal static string? Run(GoldenCase golden)
    {
        string text;
        IReadOnlyList<Range> spans;
        try
        {
            text = golden.Environment().Parse(golden.Template).Render(golden.HostContext(), out spans);
        }
        catch (JinjaException error)
        {
            return CompareError(golden, error);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return $"CRASHED: {error}";
        }

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
        var matches = KindOf(error.Kind) == kind || (error.Kind == JinjaErrorKind.Limit && kind is "value" or "recursion" or "syntax" or "type");
        var sameLine = expected.GetProperty("line").ValueKind == JsonValueKind.Null || TagLines(golden, error).Contains(expected.GetProperty("line").GetInt32());
        if (!matches || !sameLine)
        {
            return $"failed with {found}, expected {expected.GetRawText()}";
        }

        return Environment.GetEnvironmentVariable("GOLDEN_MESSAGES") is not null && PortableMessages.Contains(kind) && error.Reason != expected.GetProperty("message").GetString()
            ? $"says {error.Reason}, expected {expected.GetProperty("message").GetString()}"
            : null;
    }

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
