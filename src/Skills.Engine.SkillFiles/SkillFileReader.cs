using System.Text;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Checks;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine;

/// <summary>Reads skill files of every form, and reports everything wrong in them at once. Thread-safe; never throws for what a file holds.</summary>
public sealed class SkillFileReader
{
    private readonly SkillDefinitionOptions _options;
    private readonly SkillChecks _checks;
    private readonly IReadOnlyList<ISkillFormat> _formats;

    /// <summary>Makes a reader of its own, outside a host: rules and models are then not checked.</summary>
    /// <param name="options">Limits; null for the defaults.</param>
    /// <param name="formats">The forms that are read, the first that recognizes a file reads it; null for <see cref="SkillFormats.BuiltIn"/>.</param>
    public SkillFileReader(SkillDefinitionOptions? options = null, IReadOnlyList<ISkillFormat>? formats = null) : this(options ?? new(), new SkillChecks(), formats)
    {
    }

    internal SkillFileReader(SkillDefinitionOptions options, SkillChecks checks, IReadOnlyList<ISkillFormat>? formats = null)
    {
        _options = options;
        _checks = checks;
        _formats = formats ?? SkillFormats.BuiltIn;
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
        var draft = source is null ? null : Draft(new(source, ContextOf(source, folder, diagnostics)), out _);
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
        if (text.Length > _options.MaxFileBytes || Encoding.UTF8.GetByteCount(text) > _options.MaxFileBytes)
        {
            diagnostics.Add(SkillDiagnosticCode.Unreadable, new(fileName, ""), 0, 1, $"'{fileName}' is larger than {_options.MaxFileBytes} bytes. Make it smaller, or raise SkillDefinitionOptions.MaxFileBytes.");
            return new(null, diagnostics.ToList());
        }

        return Read(SourceLoader.Check(new(fileName, text.TrimStart('\uFEFF')), diagnostics), ReferencedFiles.None, diagnostics);
    }

    /// <summary>Reads a file, and says which others it looked for and what they held.</summary>
    internal SkillReadResult Read(string path, out IReadOnlyDictionary<string, UInt128?> files)
    {
        var diagnostics = new DiagnosticList(_options.MaxDiagnostics);
        var source = SourceLoader.Load(path, path, diagnostics, _options);
        var folder = new DiskFiles(Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetDirectoryName(path) ?? "");
        var result = Read(source, folder, diagnostics);
        files = folder.Asked;
        return result;
    }

    /// <summary>Reads a text as if it were the file, with what it refers to in the file's folder.</summary>
    internal SkillReadResult Read(string path, string text)
    {
        var diagnostics = new DiagnosticList(_options.MaxDiagnostics);
        var folder = new DiskFiles(Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetDirectoryName(path) ?? "");
        return Read(SourceLoader.Check(new(path, text), diagnostics), folder, diagnostics);
    }

    /// <summary>Reads a text whose files are found by name.</summary>
    internal SkillReadResult Read(Stream stream, string fileName, Func<string, Stream?> open)
    {
        var diagnostics = new DiagnosticList(_options.MaxDiagnostics);
        return Read(SourceLoader.Load(stream, fileName, diagnostics, _options), new NamedFiles(open), diagnostics);
    }

    private ReadingContext ContextOf(SourceText source, ReferencedFiles files, DiagnosticList diagnostics) =>
        new(diagnostics, _options, files, Environment.GetEnvironmentVariable) { FileName = NameOf(source.Name) };

    private SkillReadResult Read(SourceText? source, ReferencedFiles files, DiagnosticList diagnostics)
    {
        if (source is null)
        {
            return new(null, diagnostics.ToList());
        }

        var draft = Draft(new(source, ContextOf(source, files, diagnostics)), out var format);
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
            IsImported = format is not SkillFileFormat.Skill,
        };
    }

    // The skill as far as it could be read; null when nothing could.
    private SkillDraft? Draft(SkillFormatFile file, out SkillFileFormat form)
    {
        var format = _formats.FirstOrDefault(f => f.Recognizes(file));
        form = (format as BuiltInFormat)?.Format ?? SkillFileFormat.Other;
        var diagnostics = file.Context.Diagnostics;
        MapNode? root = null;
        switch (format)
        {
            case null when !diagnostics.HasErrors:
                diagnostics.Add(SkillDiagnosticCode.UnknownFormat, file.Source, 0, 1, $"'{file.FileName}' has no form that can be read. These are: {string.Join(", ", _formats.Select(static f => f.Name).Where(static n => n != "unsupported").Distinct())}.");
                break;
            case null:
                break;
            case BuiltInFormat known:
                root = known.Read(file);
                break;
            default:
                root = Converted(format.Convert(file), file);
                break;
        }

        if (root is null)
        {
            return null;
        }

        var draft = VariantReader.Read(root, (format as BuiltInFormat)?.ContextOf(file) ?? file.Context);
        return draft with { Definition = draft.Definition with { Format = form, Path = file.Path } };
    }

    private MapNode? Converted(SkillConversion conversion, SkillFormatFile file)
    {
        file.Context.Diagnostics.AddRange(conversion.Diagnostics);
        return conversion.Yaml is { } yaml
            ? new YamlTreeReader(new(file.Path, yaml), file.Context.Diagnostics, _options).Read(0, yaml.Length) as MapNode
            : null;
    }

    // What a file is called without its endings; for files that are called the same in every folder, the folder.
    private static string NameOf(string path)
    {
        var file = Path.GetFileName(path);
        return file.ToUpperInvariant() is "SKILL.MD" or "SKPROMPT.TXT" or "CONFIG.JSON"
            ? Path.GetFileName(Path.GetDirectoryName(path)) ?? ""
            : string.Join('.', file.Split('.').SkipLast(1).Where(static w => w is not ("skill" or "prompt" or "agent" or "chatmode")));
    }

    private static SkillDiagnostic AtVersion(MapNode root)
    {
        var place = new DiagnosticList();
        place.Add(SkillDiagnosticCode.SameVersion, root.Find("version")?.Value ?? root.Find("name")?.Value ?? root, "");
        return place.ToList()[0];
    }
}
