using Microsoft.Extensions.Options;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Checks;
using Skills.Engine.SkillFiles.Import;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine;

/// <summary>Reads skill files of every form, and reports everything wrong in them at once. Thread-safe; never throws for what a file holds.</summary>
public sealed class SkillFileReader
{
    private readonly SkillDefinitionOptions _options;
    private readonly SkillChecks _checks;

    /// <summary>Makes a reader of its own, outside a host: rules and models are then not checked.</summary>
    /// <param name="options">Limits; null for the defaults.</param>
    public SkillFileReader(SkillDefinitionOptions? options = null) : this(options ?? new(), new SkillChecks())
    {
    }

    internal SkillFileReader(IOptions<SkillsEngineOptions> options, SkillChecks checks) : this(options.Value.Definitions, checks)
    {
    }

    internal SkillFileReader(SkillDefinitionOptions options, SkillChecks checks)
    {
        _options = options;
        _checks = checks;
    }

    /// <summary>Reads a file from disk. What it refers to must lie in its folder.</summary>
    /// <param name="path">The file; for Agent Skills the <c>SKILL.md</c>, for Semantic Kernel the <c>skprompt.txt</c> or the YAML.</param>
    public SkillReadResult Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Read(path, out _);
    }

    /// <summary>Writes a file of another form as one of ours.</summary>
    /// <param name="path">The file, as for <see cref="Read(string)"/>.</param>
    public SkillConversion Convert(string path)
    {
        ArgumentNullException.ThrowIfNull(path);

        var diagnostics = new DiagnosticList(_options.MaxDiagnostics);
        var source = SourceLoader.Load(path, path, diagnostics, _options);
        var folder = new DiskFiles(Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetDirectoryName(path) ?? "");
        var draft = source is null ? null : SkillForms.Read(source, ContextOf(source, folder, diagnostics));
        return new(draft is null ? null : FormWriter.Write(draft.Root), diagnostics.ToList());
    }

    /// <summary>Reads a text that has no folder, so it can refer to no file.</summary>
    /// <param name="fileName">Says the form by its ending, and stands in the diagnostics.</param>
    /// <param name="text">The file's text.</param>
    public SkillReadResult ReadText(string fileName, string text)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        ArgumentNullException.ThrowIfNull(text);

        var diagnostics = new DiagnosticList(_options.MaxDiagnostics);
        if (text.Length > _options.MaxFileBytes)
        {
            diagnostics.Add(SkillDiagnosticCode.Unreadable, new(fileName, ""), 0, 1, $"'{fileName}' is larger than {_options.MaxFileBytes} bytes. Make it smaller, or raise SkillDefinitionOptions.MaxFileBytes.");
            return new(null, diagnostics.ToList());
        }

        return Read(SourceLoader.Check(new(fileName, text.TrimStart('\uFEFF')), diagnostics), ReferencedFiles.None, diagnostics);
    }

    /// <summary>Reads a file, and says which others it looked for.</summary>
    internal SkillReadResult Read(string path, out IReadOnlyCollection<string> files)
    {
        var diagnostics = new DiagnosticList(_options.MaxDiagnostics);
        var source = SourceLoader.Load(path, path, diagnostics, _options);
        var folder = new DiskFiles(Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetDirectoryName(path) ?? "");
        var result = Read(source, folder, diagnostics);
        files = folder.Asked;
        return result;
    }

    /// <summary>Reads a text whose files are found by name.</summary>
    internal SkillReadResult Read(Stream stream, string fileName, Func<string, Stream?> open)
    {
        var diagnostics = new DiagnosticList(_options.MaxDiagnostics);
        return Read(SourceLoader.Load(stream, fileName, diagnostics, _options), new NamedFiles(open), diagnostics);
    }

    private ReadingContext ContextOf(SourceText source, ReferencedFiles files, DiagnosticList diagnostics) =>
        new(diagnostics, _options, files, Environment.GetEnvironmentVariable) { FileName = SkillForms.NameOf(source.Name) };

    private SkillReadResult Read(SourceText? source, ReferencedFiles files, DiagnosticList diagnostics)
    {
        if (source is null)
        {
            return new(null, diagnostics.ToList());
        }

        var draft = SkillForms.Read(source, ContextOf(source, files, diagnostics));
        if (draft is null && !diagnostics.HasErrors)
        {
            diagnostics.Add(SkillDiagnosticCode.UnknownFormat, source, 0, 1, "Nothing of this file could be read as a skill: it must be a mapping of keys, with a prompt.");
        }

        if (draft is not null && _options.CheckContent)
        {
            _checks.Run(draft, diagnostics);
        }

        var found = diagnostics.ToList();
        var definition = draft is null || diagnostics.HasErrors ? null : draft.Definition;
        return new(definition, found)
        {
            Origin = definition?.Skill is { Composition: null, Replacement: null } ? null : draft?.Root,
            AtVersion = definition is null ? null : AtVersion(draft!.Root),
        };
    }

    private static SkillDiagnostic AtVersion(MapNode root)
    {
        var place = new DiagnosticList();
        place.Add(SkillDiagnosticCode.SameVersion, root.Find("version")?.Value ?? root.Find("name")?.Value ?? root, "");
        return place.ToList()[0];
    }
}
