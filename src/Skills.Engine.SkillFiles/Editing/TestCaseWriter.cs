using System.Text;
using System.Text.Json;

namespace Skills.Engine.SkillFiles.Editing;

/// <summary>Adds a test case to a skill file. Every other byte stays as it is, and nothing is written unless the result reads as it should.</summary>
internal sealed class TestCaseWriter(SkillFileReader reader)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes the case.</summary>
    /// <returns>The line of the case, from 1; or a sentence that says why it was not written.</returns>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public (int Line, string? Problem) Add(string path, NewTestCase test)
    {
        var bytes = File.ReadAllBytes(path);
        if (TextOf(bytes) is not { } text || reader.Read(path, text).Definition is not { } before)
        {
            return (0, "The skill file has errors. Fix them first.");
        }

        if (WhyNot(before, path, test) is { } problem)
        {
            return (0, problem);
        }

        var last = before.Tests.Select(static t => t.Line).Max();
        if (TestCaseText.Place(text, last, test) is not var (at, insert)
            || !ReadsAs(reader.Read(path, text.Insert(at, insert)).Definition, before, test))
        {
            return (0, "There is no place in the file where the test case can be written without changing the rest. Write it by hand, or as a block under 'tests:'.");
        }

        var place = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        place += Encoding.UTF8.GetByteCount(text.AsSpan(0, at));
        return Replace(path, bytes, [.. bytes.AsSpan(0, place), .. Encoding.UTF8.GetBytes(insert), .. bytes.AsSpan(place)])
            ? (text.AsSpan(0, at).Count('\n') + 1 + (insert.StartsWith('\n') || insert.StartsWith("\r\n", StringComparison.Ordinal) ? 1 : 0) + (last is null ? 1 : 0), null)
            : (0, "The file was changed in the meantime. Try again.");
    }

    private static string? WhyNot(SkillDefinition before, string path, NewTestCase test) =>
        string.IsNullOrWhiteSpace(test.Name) ? "A test case needs a name."
        : before.Tests.Any(t => t.Name == test.Name) ? "The file has a test case of this name. Choose another one."
        : before.Tests.Any(t => t.File != path) ? "The skill's test cases are in a file of their own. Write the test case there."
        : !path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase) && !path.EndsWith(".md", StringComparison.OrdinalIgnoreCase) ? "Test cases are written into YAML files, and into Markdown files that have some. Write this one by hand."
        : null;

    private static bool ReadsAs(SkillDefinition? after, SkillDefinition before, NewTestCase test) =>
        after is not null
        && after.Tests.Count == before.Tests.Count + 1
        && after.Tests.Take(before.Tests.Count).Select(static t => t.Name).SequenceEqual(before.Tests.Select(static t => t.Name))
        && after.Tests[^1] is var added
        && added.Name == test.Name
        && JsonElement.DeepEquals(added.Input, test.Input)
        && added.Respond.SequenceEqual(test.Reply is null ? [] : [test.Reply])
        && added.Expect.Count == 2
        && added.Expect[1].TryGetProperty("equals", out var expected)
        && JsonElement.DeepEquals(expected, test.Expect);

    private static string? TextOf(byte[] bytes)
    {
        try
        {
            var text = bytes.AsSpan();
            return Strict.GetString(text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    // In one step, so that no reader sees half a file. A link stays one: its target is replaced.
    private static bool Replace(string path, byte[] before, byte[] after)
    {
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        var temporary = $"{target}.{Path.GetRandomFileName()}.tmp";
        try
        {
            File.WriteAllBytes(temporary, after);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            }

            if (!File.ReadAllBytes(target).AsSpan().SequenceEqual(before))
            {
                return false;
            }

            File.Move(temporary, target, overwrite: true);
            return true;
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
