using System.Text.RegularExpressions;

namespace Skills.Engine.SkillFiles.Sources;

/// <summary>Finds a key without its colon: it is read on into the next line, whose own colon is then one too many.</summary>
internal sealed partial class MissingColon(YamlLines lines)
{
    private readonly SourceText _source = lines.Source;

    /// <summary>The key that lacks its colon, or the space behind it; null when no line above looks like one.</summary>
    /// <param name="line">The line with the colon that is too many.</param>
    public YamlFaultPlace? Find(int line)
    {
        var candidate = (int?)null;
        foreach (var above in lines.Above(line).Where(above => lines.KeyIndent(above) <= lines.KeyIndent(line)))
        {
            var text = _source.Line(above);
            if (lines.KeyIndent(above) < lines.KeyIndent(line))
            {
                // The block this line is in may never have begun.
                return BlockWithout().Match(text) is { Success: true } block ? Block(block, above) : Found(candidate);
            }

            if (NoColon().Match(text) is { Success: true } match)
            {
                candidate ??= End(match, above);
            }
            else if (candidate is null && IsKey().IsMatch(text))
            {
                return null;
            }
        }

        return Found(candidate);
    }

    private YamlFaultPlace Block(Match block, int line) => block.Groups["colon"].Success
        ? new(YamlFault.NoSpaceAfterColon, _source.LineStart(line) + block.Groups["colon"].Index)
        : new(YamlFault.MissingColon, End(block, line));

    private YamlFaultPlace? Found(int? at) => at is { } place && !ContinuesAValue(_source.Place(place).Line) ? new(YamlFault.MissingColon, place) : null;

    private bool ContinuesAValue(int line)
    {
        var above = lines.Above(line).FirstOrDefault(above => lines.KeyIndent(above) < lines.KeyIndent(line));
        return above > 0 && HasValue().IsMatch(_source.Line(above));
    }

    private int End(Match match, int line) => _source.LineStart(line) + match.Groups["key"].Index + match.Groups["key"].Length;

    [GeneratedRegex(@"^\s*(- )?(?<key>[A-Za-z_][\w-]*)\s+([^:]*|[\[{].*)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex NoColon();

    [GeneratedRegex(@"^\s*(- )?[A-Za-z_][\w-]*:(\s|$)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex IsKey();

    [GeneratedRegex(@"^\s*(- )?(?<key>[A-Za-z_][\w-]*)(\s+|(?<colon>:))[|>][-+0-9]*\s*$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex BlockWithout();

    [GeneratedRegex(@":\s+[^\s|>#&!]", RegexOptions.NonBacktracking)]
    private static partial Regex HasValue();
}
