using Skills.Engine.Definitions;

namespace Skills.Engine.SkillFiles.Sources;

/// <summary>The files a skill may refer to: those of its own folder, and nothing else.</summary>
internal abstract class ReferencedFiles
{
    /// <summary>For texts without a folder.</summary>
    public static ReferencedFiles None { get; } = new NoFiles();

    /// <summary>A file by its path relative to the skill's folder; null after an error reported at the node.</summary>
    public abstract SourceText? Read(ScalarNode reference, DiagnosticList diagnostics, SkillDefinitionOptions limits);

    /// <summary>Whether the path may lie in the folder, going by its text; reports it otherwise.</summary>
    protected static string? Inside(ScalarNode reference, DiagnosticList diagnostics)
    {
        var path = reference.Text.Replace('\\', '/');
        var leaves = path.StartsWith('/') || path.Contains(':', StringComparison.Ordinal) || path.Split('/').Contains("..");
        if (!leaves && path.Length > 0 && path.IndexOf('\0', StringComparison.Ordinal) < 0)
        {
            return path;
        }

        diagnostics.Add(SkillDiagnosticCode.OutsideFolder, reference, $"'{reference.Text}' must be a path inside the skill's folder, without '..', a root or a drive.");
        return null;
    }

    private sealed class NoFiles : ReferencedFiles
    {
        public override SourceText? Read(ScalarNode reference, DiagnosticList diagnostics, SkillDefinitionOptions limits)
        {
            if (Inside(reference, diagnostics) is not null)
            {
                diagnostics.Add(SkillDiagnosticCode.MissingFile, reference, $"'{reference.Text}' cannot be read: this skill has no folder.");
            }

            return null;
        }
    }
}

/// <summary>A folder on disk. Links are followed as long as they end inside it.</summary>
internal sealed class DiskFiles(string folder, string shownFolder) : ReferencedFiles
{
    private readonly string _root = Path.GetFullPath(folder);
    private readonly Dictionary<string, UInt128?> _asked = [];

    /// <summary>What the files asked for held, by full path; null for one that does not exist.</summary>
    public IReadOnlyDictionary<string, UInt128?> Asked => _asked;

    public override SourceText? Read(ScalarNode reference, DiagnosticList diagnostics, SkillDefinitionOptions limits)
    {
        if (Inside(reference, diagnostics) is not { } relative)
        {
            return null;
        }

        var path = Path.GetFullPath(Path.Combine(_root, relative));
        // Before it is read: a change while reading is seen the next time.
        _asked[path] = FileStamp.Of(path, limits.MaxFileBytes);
        if (!RealPath.IsInside(path, _root))
        {
            diagnostics.Add(SkillDiagnosticCode.OutsideFolder, reference, $"'{reference.Text}' is a link that leads out of the skill's folder.");
            return null;
        }

        return SourceLoader.Load(path, Path.Combine(shownFolder, relative), diagnostics, limits, reference);
    }
}

/// <summary>Files by name in memory, such as an assembly's resources.</summary>
internal sealed class NamedFiles(Func<string, Stream?> open) : ReferencedFiles
{
    public override SourceText? Read(ScalarNode reference, DiagnosticList diagnostics, SkillDefinitionOptions limits)
    {
        if (Inside(reference, diagnostics) is not { } relative)
        {
            return null;
        }

        using var stream = open(relative);
        if (stream is not null)
        {
            return SourceLoader.Load(stream, relative, diagnostics, limits, reference);
        }

        diagnostics.Add(SkillDiagnosticCode.MissingFile, reference, $"'{reference.Text}' does not exist beside the skill.");
        return null;
    }
}
