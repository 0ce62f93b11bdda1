using System.Text;
using Skills.Engine.Evaluation.Cassettes;
using Skills.Engine.Evaluation.Expectations;
using Skills.Engine.Evaluation.Redaction;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.Evaluation.Snapshots;

/// <summary>Compares texts with stored ones, or stores them.</summary>
/// <param name="directory">The folder of all snapshots; null keeps them beside the skill files.</param>
/// <param name="updates">Whether texts are stored.</param>
/// <param name="maxBytes">The largest file.</param>
internal sealed class SnapshotStore(string? directory, bool updates, int maxBytes)
{
    public Mismatch? Check(SkillDefinition skill, string name, string kind, string text, Redactor redactor)
    {
        var path = Path.Combine(FolderOf(skill), SafeName.Of(skill.Skill.Slug), $"{SafeName.Of(name)}.{kind}");
        var redacted = redactor.Text(text).ReplaceLineEndings("\n");
        try
        {
            if (updates)
            {
                var bytes = Encoding.UTF8.GetByteCount(redacted) + 1;
                if (bytes > maxBytes)
                {
                    return new($"the snapshot {Path.GetFileName(path)}", $"a text of {bytes} bytes, more than MaxCassetteBytes ({maxBytes}). It was not written.");
                }

                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, redacted + "\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
                return null;
            }

            var file = new FileInfo(path);
            if (!file.Exists)
            {
                return new($"the snapshot {Path.GetFileName(path)}", "no such file. Update the snapshots once and review the file.");
            }

            if (!RegularFile.Is(path))
            {
                return new($"the snapshot {file.Name}", "a pipe or a device, not a regular file. Remove it, and update the snapshots.");
            }

            if (file.Length > maxBytes)
            {
                return new($"the snapshot {file.Name}", $"a file of {file.Length} bytes, more than MaxCassetteBytes ({maxBytes}).");
            }

            var stored = File.ReadAllText(path).ReplaceLineEndings("\n").TrimEnd('\n');
            return stored == redacted.TrimEnd('\n') ? null : Difference(file.Name, stored, redacted.TrimEnd('\n'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new($"the snapshot {Path.GetFileName(path)}", $"a file that cannot be read or written: {e.Message}");
        }
    }

    private string FolderOf(SkillDefinition skill) => directory
        ?? Path.Combine(skill.Path is { } file ? Path.GetDirectoryName(Path.GetFullPath(file))! : Directory.GetCurrentDirectory(), "snapshots");

    private static Mismatch Difference(string name, string stored, string got)
    {
        var (before, after) = (stored.Split('\n'), got.Split('\n'));
        var line = 0;
        while (line < before.Length && line < after.Length && before[line] == after[line])
        {
            line++;
        }

        return new(
            FormattableString.Invariant($"{name} line {line + 1}: {Shown.Of(line < before.Length ? before[line] : "")}"),
            line < after.Length ? Shown.Of(after[line]) : "the end of the text");
    }
}
