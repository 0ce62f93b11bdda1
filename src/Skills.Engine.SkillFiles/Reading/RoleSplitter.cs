using System.Text;
using System.Text.RegularExpressions;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Reading;

/// <summary>
/// Splits a Markdown body at its role lines: <c>system:</c>, <c>user:</c> or <c>assistant:</c>, alone on a line from the first column.
/// The source is split, before rendering, so that no value can forge a role; <c>\user:</c> is text.
/// </summary>
internal static partial class RoleSplitter
{
    /// <summary>The messages, with null as the role of a body, or its beginning, that has no role line.</summary>
    /// <param name="source">The file.</param>
    /// <param name="start">Where the body begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="diagnostics">Receives the lines that look like role lines and are not; may be null.</param>
    public static IReadOnlyList<(MessageRole? Role, ScalarNode Text)> Split(SourceText source, int start, int end, DiagnosticList? diagnostics = null)
    {
        var messages = new List<(MessageRole? Role, ScalarNode Text)>();
        var (role, pieceStart) = ((MessageRole?)null, start);
        var fence = "";
        foreach (var (lineStart, lineEnd, next) in Lines(source.Text, start, end))
        {
            var line = source.Text.AsSpan(lineStart, lineEnd - lineStart);
            fence = Fence(line, fence);
            if (fence.Length > 0)
            {
                continue;
            }

            if (RoleOf(line) is not { } found)
            {
                if (Nearly().Match(line.ToString()) is { Success: true } match)
                {
                    diagnostics?.Add(SkillDiagnosticCode.RoleLine, source, lineStart, match.Length, "This line looks like a role line but is sent as text. A role line is 'system:', 'user:' or 'assistant:' alone on its line, in lower case.");
                }

                continue;
            }

            Add(role, pieceStart, lineStart);
            (role, pieceStart) = (found, next);
        }

        Add(role, pieceStart, end);
        return messages;

        void Add(MessageRole? speaker, int from, int to)
        {
            var text = Raw(source, from, to);
            if (speaker is not null || text.Text.Length > 0)
            {
                messages.Add((speaker, text));
            }
        }
    }

    /// <summary>A piece of the file as text: blank lines around it dropped, line breaks as line feeds, escaped role lines unescaped.</summary>
    public static ScalarNode Raw(SourceText source, int from, int to)
    {
        var text = source.Text;
        while (to > from && text[to - 1] is '\n' or '\r')
        {
            to--;
        }

        var first = from;
        while (first < to && text[first] is '\n' or '\r')
        {
            first++;
        }

        var value = new StringBuilder(to - first);
        foreach (var (lineStart, lineEnd, next) in Lines(text, first, to))
        {
            var line = text.AsSpan(lineStart, lineEnd - lineStart);
            value.Append(line is ['\\', ..] && RoleOf(line[1..]) is not null ? line[1..] : line);
            value.Append(next > lineEnd ? "\n" : "");
        }

        return new(source, first, Math.Max(first, to), value.ToString(), ScalarKind.String, ScalarStyle.Raw);
    }

    // Between two fences of code everything is text.
    private static string Fence(ReadOnlySpan<char> line, string open)
    {
        var mark = line.TrimStart(' ');
        var length = mark.StartsWith("```", StringComparison.Ordinal) ? mark.IndexOfAnyExcept('`') : mark.StartsWith("~~~", StringComparison.Ordinal) ? mark.IndexOfAnyExcept('~') : 0;
        length = length < 0 ? mark.Length : length;
        return open.Length == 0 ? mark[..length].ToString()
            : length >= open.Length && mark[0] == open[0] && mark[length..].Trim().IsEmpty ? "" : open;
    }

    // Also as Markdown, **System:** or ### System:, and as other tools mark roles: [system] and <|system|>.
    [GeneratedRegex(@"^(\*\*|__|#{1,6}[ \t]+)?(system|user|assistant|developer|human|ai|tool)(\*\*|__)?[ \t]*:(\*\*|__)?[ \t]*|^\[(system|user|assistant|developer)\][ \t]*$|^<\|(im_start\|>)?(system|user|assistant)(\|>)?", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Nearly();

    private static MessageRole? RoleOf(ReadOnlySpan<char> line) => line.TrimEnd() switch
    {
        "system:" => MessageRole.System,
        "user:" => MessageRole.User,
        "assistant:" => MessageRole.Assistant,
        _ => null,
    };

    private static IEnumerable<(int Start, int End, int Next)> Lines(string text, int start, int end)
    {
        while (start < end)
        {
            var feed = text.IndexOf('\n', start, end - start);
            var next = feed < 0 ? end : feed + 1;
            var lineEnd = feed < 0 ? end : feed;
            yield return (start, lineEnd > start && text[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd, next);
            start = next;
        }
    }
}
