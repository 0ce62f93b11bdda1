using System.Text.RegularExpressions;
using YamlDotNet.Core.Events;

namespace Skills.Engine.SkillFiles.Sources;

/// <summary>
/// Finds why a YAML parser stopped, by looking at the text around the place. A parser stops where it can go no further, and what is
/// wrong is often before that.
/// </summary>
/// <param name="source">The file.</param>
/// <param name="bracket">The innermost bracket that was open; null without.</param>
/// <param name="last">The last scalar that was read; null without.</param>
/// <param name="lastAt">Where it begins and ends in the file.</param>
internal sealed partial class YamlFaultFinder(SourceText source, int? bracket, Scalar? last, (int Start, int End) lastAt)
{
    private readonly YamlLines _lines = new(source);

    /// <summary>The fault behind a stop.</summary>
    /// <param name="start">Where what the parser was reading begins.</param>
    /// <param name="end">Where it stopped.</param>
    public YamlFaultPlace Find(int start, int end)
    {
        var line = source.Place(start).Line;
        // The scanner names no place for some tabs. They are below the last scalar.
        var tab = end == 0 ? Tab(source.Place(lastAt.End).Line, source.LineCount) : Tab(Math.Max(1, line - 1), source.Place(end).Line);
        return tab
            ?? OpenBracket(line)
            ?? QuoteEndsBelow(line)
            ?? LooksLikeYaml(line)
            ?? NoSpaceAfterColon(line)
            ?? (start == end && At(start) == ':' ? new MissingColon(_lines).Find(line) : null)
            ?? AtPlace(start, end);
    }

    private YamlFaultPlace? Tab(int fromLine, int toLine) =>
        Enumerable.Range(fromLine, Math.Max(0, toLine - fromLine + 1)).Select(_lines.Tab).FirstOrDefault(static tab => tab is not null) is { } tab
            ? new(YamlFault.Tab, tab)
            : null;

    private YamlFaultPlace? OpenBracket(int line)
    {
        if (bracket is not { } at || source.Place(at).Line >= line)
        {
            return null;
        }

        if (source.Text.AsSpan(at).StartsWith("{#"))
        {
            return new(YamlFault.ReservedStart, at, 2, "{#");
        }

        var ranOn = last is { Style: YamlDotNet.Core.ScalarStyle.Plain } && last.Start.Line < last.End.Line;
        return ranOn || _lines.Indent(line) <= _lines.Indent(source.Place(at).Line) ? new(YamlFault.OpenBracket, at) : null;
    }

    private YamlFaultPlace? QuoteEndsBelow(int line) =>
        last is { Style: YamlDotNet.Core.ScalarStyle.DoubleQuoted or YamlDotNet.Core.ScalarStyle.SingleQuoted }
        && last.Start.Line < last.End.Line && source.Place(lastAt.End).Line >= line - 1
            ? new(YamlFault.QuoteEndsBelow, lastAt.Start)
            : null;

    private YamlFaultPlace? LooksLikeYaml(int line) => StartsLikeYaml().Match(source.Line(line)).Groups["mark"] is { Success: true } mark
        ? new(YamlFault.ReservedStart, source.LineStart(line) + mark.Index, mark.Length, mark.Value)
        : null;

    private YamlFaultPlace? NoSpaceAfterColon(int line)
    {
        for (var before = line; before >= Math.Max(1, line - 1); before--)
        {
            if (NoSpace().Match(source.Line(before)).Groups["colon"] is { Success: true } colon)
            {
                return new(YamlFault.NoSpaceAfterColon, source.LineStart(before) + colon.Index);
            }
        }

        return null;
    }

    // The character where the parser stopped, and what is before it on its line, tell the rest.
    private YamlFaultPlace AtPlace(int start, int end)
    {
        var line = source.Place(start).Line;
        var length = line == source.Place(end).Line ? Math.Max(1, end - start) : 1;
        return At(start) switch
        {
            '"' or '\'' when QuoteScan.Fault(source.Text, start) is { } quote => quote,
            ',' or ']' or '}' when bracket is null || Before(start) is '[' or '{' or ',' => new(YamlFault.ValueExpected, start),
            _ when bracket is { } open => new(At(open) == '[' ? YamlFault.BrokenList : YamlFault.BrokenMapping, start, length),
            ('@' or '`' or '%' or '&' or '*' or '!') and var mark => new(YamlFault.ReservedStart, start, 1, mark.ToString()),
            ('|' or '>') and var mark => new(YamlFault.BlockHeader, start, 1, mark.ToString()),
            ' ' => new(YamlFault.BlockIndentation, start, length),
            ':' => new(YamlFault.SecondColon, start),
            '-' when Before(start) == ':' => new(YamlFault.ListOnKeyLine, start),
            _ when source.LineStart(line) + _lines.Indent(line) < start => new(YamlFault.TextAfterValue, start, length),
            _ when _lines.IsAmongEntries(line) => new(YamlFault.EntryExpected, start, length),
            _ when IsWordAlone().IsMatch(source.Line(line)) => new(YamlFault.MissingColon, start, length),
            // A tab deeper in the file stops the parser at the mapping that holds it.
            _ => Tab(line + 1, source.LineCount) ?? new(YamlFault.KeyExpected, start, length),
        };
    }

    private char At(int offset) => offset < source.Text.Length ? source.Text[offset] : '\0';

    // The last character before a place that is no space; line breaks count as space only within brackets.
    private char Before(int offset) => source.Text.AsSpan(0, offset).TrimEnd(bracket is null ? " " : " \r\n") is [.., var character] ? character : '\0';

    [GeneratedRegex(@"^\s*(- )?[A-Za-z_][\w-]*:\s+(?<mark>\{%|\{\{|\*+|@|`|%)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex StartsLikeYaml();

    [GeneratedRegex(@"^\s*(- )?[A-Za-z_][\w-]*(?<colon>:)[^\s/:]", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex NoSpace();

    [GeneratedRegex(@"^\s*[A-Za-z_][^:]*$", RegexOptions.NonBacktracking)]
    private static partial Regex IsWordAlone();
}
