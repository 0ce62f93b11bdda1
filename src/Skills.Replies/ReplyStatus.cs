using System.Text.Json.Serialization;

namespace Skills.Replies;

/// <summary>The outcome of reading a reply.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReplyStatus>))]
public enum ReplyStatus
{
    /// <summary>A value was read. It satisfies the schema, and no lossy repair was made without permission.</summary>
    Valid,

    /// <summary>The reply contains no value that can be read.</summary>
    Unreadable,

    /// <summary>A value was read, but it violates the schema or needs a lossy repair that is not permitted.</summary>
    Invalid,

    /// <summary>The reply contains several values that fit equally well.</summary>
    Ambiguous,
}
