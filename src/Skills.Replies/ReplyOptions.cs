using System.Collections.ObjectModel;
using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;
using Skills.Replies.Parsing;
using Skills.Replies.Reading;

namespace Skills.Replies;

/// <summary>Options and limits of reading a reply. Do not change an instance while it is used.</summary>
public sealed class ReplyOptions
{
    internal static readonly ReplyOptions Default = new();

    /// <summary>Gets or sets the form that the model was asked for. Default <see cref="OutputFormat.Json"/>. JSON is read whatever was asked for.</summary>
    public OutputFormat Format { get; set; }

    /// <summary>Gets or sets a value indicating whether replies are repaired. Default true. When false, only JSON as RFC 8259 defines it is read.</summary>
    public bool Repair { get; set; } = true;

    /// <summary>Gets or sets the lossy repairs that are permitted. Default none: a reply that needs one is not valid.</summary>
    public LossyRepairs Allow { get; set; }

    /// <summary>Gets or sets other spellings of properties and enum members, alias to real name. Default empty.</summary>
    public IReadOnlyDictionary<string, string> Aliases { get; set; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Gets or sets a value indicating whether a text without any value is read as <c>{"content": …}</c> when there is no schema. Default true.</summary>
    public bool WrapText { get; set; } = true;

    /// <summary>Gets or sets the longest reply that is read. A longer one is unreadable.</summary>
    /// <value>Default 4,194,304 characters; at least 1.</value>
    [Range(1, int.MaxValue)]
    public int MaxReplyCharacters { get; set; } = 4 * 1024 * 1024;

    /// <summary>Gets or sets the deepest nesting that is read. A deeper reply is unreadable.</summary>
    /// <value>Default 128; 1 to 256.</value>
    [Range(1, 256)]
    public int MaxReplyDepth { get; set; } = 128;

    /// <summary>Gets or sets how many values of one reply are considered. Those beyond are listed as unread.</summary>
    /// <value>Default 1,000; 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MaxReplyCandidates { get; set; } = 1000;

    /// <summary>Gets or sets how many repairs are listed one by one. The others are summed up in one edit.</summary>
    /// <value>Default 1,000; 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MaxEdits { get; set; } = 1000;

    internal ReplyLimits Limits() => new(
        InRange(MaxReplyCharacters, int.MaxValue),
        InRange(MaxReplyDepth, 256),
        InRange(MaxReplyCandidates, 1_000_000),
        InRange(MaxEdits, 1_000_000));

    internal ReadRequest Request(ReplySchema? schema) => new()
    {
        Format = Format,
        Schema = schema?.Validator,
        Shape = schema?.Shape,
        Keys = schema?.Keys ?? KnownKeys.None,
        Repair = Repair,
        Allow = Allow,
        Aliases = Aliases,
        WrapText = WrapText,
    };

    private static int InRange(int value, int most, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value >= 1 && value <= most ? value : throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"{name} must be between 1 and {most}."));
}
