namespace Skills.JsonSchema;

/// <summary>One way in which an instance breaks its schema.</summary>
/// <param name="InstanceLocation">
/// A JSON Pointer (RFC 6901) to the offending value; empty for the root. A missing or forbidden property is
/// reported at its object.
/// </param>
/// <param name="SchemaLocation">
/// The absolute location of the keyword that failed: the URI of its schema resource and a JSON Pointer in the fragment,
/// percent-encoded (2020-12 core, section 12.3.2). Without <c>$id</c> it starts with <c>#</c>.
/// </param>
/// <param name="Keyword">The keyword that failed, such as <c>minimum</c>; empty when the schema is <c>false</c> or a limit was reached.</param>
/// <param name="Message">A sentence: the value, cut when long, and what was expected. It quotes the instance.</param>
public sealed record SchemaError(string InstanceLocation, string SchemaLocation, string Keyword, string Message)
{
    /// <summary>
    /// For <c>anyOf</c> and <c>oneOf</c> where no alternative matched: the errors of the one that came nearest. Empty otherwise.
    /// </summary>
    public IReadOnlyList<SchemaError> Causes { get; init; } = [];

    /// <summary>The name of the property that may not be there, unescaped; null for every other error.</summary>
    public string? ForbiddenProperty { get; init; }

    /// <summary>The place in the instance and the sentence; <c>(root)</c> for the root.</summary>
    public override string ToString() => $"{(InstanceLocation.Length == 0 ? "(root)" : InstanceLocation)}: {Message}";
}
