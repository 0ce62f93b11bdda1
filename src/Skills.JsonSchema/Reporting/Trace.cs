using System.Runtime.InteropServices;
using System.Text.Json;
using Skills.JsonSchema.Compilation;

namespace Skills.JsonSchema.Reporting;

/// <summary>The outcome of applying one schema to one value.</summary>
internal sealed class Trace(SchemaNode node)
{
    public SchemaNode Node { get; } = node;

    public bool IsValid { get; set; } = true;

    /// <summary>A JSON Pointer to the value; kept when everything is recorded.</summary>
    public string? InstanceLocation { get; init; }

    /// <summary>The keywords that failed, or all that have something to say.</summary>
    public List<KeywordTrace> Keywords { get; } = [];
}

/// <summary>The outcome of one keyword.</summary>
internal sealed class KeywordTrace(Keyword keyword, string name)
{
    public Keyword Keyword { get; } = keyword;

    public string Name { get; } = name;

    public bool IsValid { get; init; } = true;

    /// <summary>A JSON Pointer to the value the keyword speaks of.</summary>
    public string InstanceLocation { get; init; } = "";

    /// <summary>A sentence, for a keyword that failed by itself.</summary>
    public string? Message { get; init; }

    public JsonElement? Annotation { get; init; }

    /// <summary>For a choice none of whose members matches: how many there are.</summary>
    public int Alternatives { get; init; }

    /// <summary>For such a choice: what is wrong with the property that tells the members apart.</summary>
    public TagFault? TagFault { get; init; }

    /// <summary>The schemas below it: those that failed, or all of them. Null when it has none, as most.</summary>
    public List<Trace>? Below { get; init; }

    public ReadOnlySpan<Trace> Children => CollectionsMarshal.AsSpan(Below);
}
