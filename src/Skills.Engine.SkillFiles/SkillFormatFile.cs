using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine;

/// <summary>A file whose form is to be found.</summary>
public sealed class SkillFormatFile
{
    private readonly Lazy<SkillNode?> _tree;

    internal SkillFormatFile(SourceText source, ReadingContext context)
    {
        (Source, Context) = (source, context);
        _tree = new(Parse, LazyThreadSafetyMode.None);
    }

    /// <summary>The file as it was named to the reader.</summary>
    public string Path => Source.Name;

    /// <summary>The path's last part.</summary>
    public string FileName => System.IO.Path.GetFileName(Source.Name);

    /// <summary>What the file holds.</summary>
    public string Text => Source.Text;

    internal SourceText Source { get; }

    internal ReadingContext Context { get; }

    /// <summary>The mapping of a YAML or JSON file; null for other files, and when it holds something else or cannot be parsed.</summary>
    internal MapNode? Map => Tree as MapNode;

    /// <summary>What a YAML or JSON file holds; parsed once, faults are then reported.</summary>
    internal SkillNode? Tree => _tree.Value;

    internal bool IsTree => EndsWith(".yaml") || EndsWith(".yml") || EndsWith(".json");

    /// <summary>Whether the file's name ends so, in any case.</summary>
    internal bool EndsWith(string ending) => FileName.EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the file is somewhere below a folder of that name, such as <c>.claude/agents</c>.</summary>
    internal bool IsBelow(string folder) => Source.Name.Replace('\\', '/').Contains($"{folder}/", StringComparison.OrdinalIgnoreCase);

    private SkillNode? Parse() => !IsTree ? null
        : EndsWith(".json") ? new JsonTreeReader(Source, Context.Diagnostics, Context.Limits).Read()
        : new YamlTreeReader(Source, Context.Diagnostics, Context.Limits).Read(0, Source.Text.Length);
}
