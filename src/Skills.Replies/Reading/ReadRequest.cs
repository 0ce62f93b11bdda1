using System.Collections.ObjectModel;
using Skills.Replies.Alignment;
using Skills.Replies.Parsing;

namespace Skills.Replies.Reading;

/// <summary>What a reply is read for.</summary>
internal sealed record ReadRequest
{
    public OutputFormat Format { get; init; }

    /// <summary>The schema to fit; null takes whatever can be read.</summary>
    public IReplyValidator? Schema { get; init; }

    /// <summary>The same schema's shape; null when there is none.</summary>
    public SchemaShape? Shape { get; init; }

    /// <summary>The names of the schema's properties; none without a schema.</summary>
    public KnownKeys Keys { get; init; } = KnownKeys.None;

    /// <summary>Whether anything but JSON as written is read.</summary>
    public bool Repair { get; init; } = true;

    /// <summary>Lossy repairs permitted.</summary>
    public LossyRepairs Allow { get; init; }

    /// <summary>Other spellings, alias to real name.</summary>
    public IReadOnlyDictionary<string, string> Aliases { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Whether a value may be valid and still hold members of two branches, of which one's are to be dropped.</summary>
    public bool MayMixBranches => Allow.HasFlag(LossyRepairs.Drop) && Shape?.HoldsChoicesOfObjects == true;

    /// <summary>Whether prose without any value is taken as <c>{"content": …}</c> when there is no schema.</summary>
    public bool WrapText { get; init; }
}
