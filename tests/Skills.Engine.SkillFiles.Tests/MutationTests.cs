using System.Globalization;

namespace Skills.Engine.SkillFiles.Tests;

/// <summary>A valid file, damaged in many ways: each damage is found on its line, and none throws.</summary>
public sealed class MutationTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Repository.Root, "tests", "Skills.Engine.SkillFiles.Tests", "Data", "valid.skill.yaml"));

    public static IEnumerable<(string What, int Line, string Text)> Mutations()
    {
        for (var i = 0; i < Lines.Length; i++)
        {
            foreach (var (what, line) in Of(Lines[i]))
            {
                yield return ($"{what} in line {i + 1}: {line}", i + 1, string.Join('\n', [.. Lines[..i], line, .. Lines[(i + 1)..], ""]));
            }

            if (Lines[i].Length > 0 && char.IsAsciiLetter(Lines[i][0]) && Lines[i].Contains(':', StringComparison.Ordinal))
            {
                yield return ($"duplicate key after line {i + 1}", Lines.Length + 1, string.Join('\n', [.. Lines, Lines[i].Split(':')[0] + ": again", ""]));
            }
        }
    }

    [Fact]
    public void AtLeastTwoHundredMutationsAreFoundOnTheirLine()
    {
        var reader = Some.Reader();
        Assert.Empty(reader.ReadText("valid.skill.yaml", string.Join('\n', [.. Lines, ""])).Diagnostics);

        var mutations = Mutations().ToList();
        var missed = new List<string>();
        foreach (var (what, line, text) in mutations)
        {
            var diagnostics = reader.ReadText("valid.skill.yaml", text).Diagnostics;
            if (!diagnostics.Any(d => d.Line == line))
            {
                missed.Add($"{what} → {string.Join("; ", diagnostics.Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.Code} at {d.Line}")))}");
            }
        }

        Assert.True(missed.Count == 0, string.Join('\n', missed));
        Assert.True(mutations.Count >= 200, $"Only {mutations.Count} mutations were made.");
    }

    private static IEnumerable<(string What, string Line)> Of(string line)
    {
        var indent = line.Length - line.TrimStart().Length;
        var text = line.TrimStart();
        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        var isKey = colon > 0 && char.IsAsciiLetter(text[0]) && text[..colon].All(char.IsAsciiLetterOrDigit);

        // Names that the author chooses have no typo to be found by their key.
        if (isKey && IsOurs(text[..colon]))
        {
            yield return ("typo in key", $"{line[..indent]}{text[0]}x{text[1..]}");
            yield return ("key in capitals", $"{line[..indent]}{text[..colon].ToUpperInvariant()}{text[colon..]}");
            if (text[(colon + 2)..] is not ("|" or ">"))
            {
                yield return ("a list instead", $"{line[..indent]}{text[..colon]}: [[1]]");
                yield return ("nothing instead", $"{line[..indent]}{text[..colon]}: ~");
                yield return ("a mapping instead", $"{line[..indent]}{text[..colon]}: {{ zzz: 1 }}");
            }
        }

        if (isKey)
        {
            yield return ("no space after the colon", line[..indent] + text[..colon] + ":" + text[(colon + 2)..]);
            yield return ("an open quotation mark", $"{line[..indent]}{text[..colon]}: \"open");
            yield return ("an open bracket", $"{line[..indent]}{text[..colon]}: [open");
            yield return ("a bad character", $"{line[..indent]}{text[..colon]}: @{text[(colon + 2)..]}");
            yield return ("a tab", "\t" + text);
        }

        if (line.Contains("}}", StringComparison.Ordinal))
        {
            yield return ("a brace missing in a template", line.Replace("}}", "}", StringComparison.Ordinal));
            yield return ("an unknown filter", line.Replace("}}", "| nosuchfilter }}", StringComparison.Ordinal));
            yield return ("a dangling operator", line.Replace("}}", "+ }}", StringComparison.Ordinal));
        }

        if (line.Contains("%}", StringComparison.Ordinal))
        {
            yield return ("an unknown statement", line.Replace("{% ", "{% no", StringComparison.Ordinal));
        }
    }

    private static bool IsOurs(string key) => key is not ("text" or "product" or "terse");
}
