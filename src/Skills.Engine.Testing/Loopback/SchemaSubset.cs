namespace Skills.Engine.Testing.Loopback;

/// <summary>The subset of JSON Schema that a vendor documents for structured output.</summary>
internal sealed record SchemaSubset
{
    /// <summary>The keywords that may appear.</summary>
    public required HashSet<string> Keywords { get; init; }

    /// <summary>The values of <c>format</c> that may appear; null for any.</summary>
    public HashSet<string>? Formats { get; init; }

    /// <summary>Whether the root must be an object without alternatives.</summary>
    public bool ObjectRoot { get; init; }

    /// <summary>Whether each object must forbid other properties.</summary>
    public bool ClosedObjects { get; init; }

    /// <summary>Whether each property must be required.</summary>
    public bool AllRequired { get; init; }

    /// <summary>Whether each schema must have a type, a reference or alternatives.</summary>
    public bool TypesRequired { get; init; }

    /// <summary>Whether each array must have an item schema.</summary>
    public bool ItemsRequired { get; init; }

    /// <summary>Whether a schema may refer to itself.</summary>
    public bool Recursion { get; init; }

    /// <summary>Whether it may do so in optional properties only.</summary>
    public bool OptionalRecursion { get; init; }

    /// <summary>Whether a reference may lead to the root.</summary>
    public bool RootReferences { get; init; } = true;

    /// <summary>Whether the schema becomes a grammar: bounds for integers only, patterns with both anchors and without classes such as <c>\d</c>.</summary>
    public bool Grammar { get; init; }

    public int LargestMinItems { get; init; } = int.MaxValue;

    public int MostProperties { get; init; } = int.MaxValue;

    public int MostLevels { get; init; } = int.MaxValue;

    public int MostEnumValues { get; init; } = int.MaxValue;

    public int MostOptional { get; init; } = int.MaxValue;

    public int MostUnions { get; init; } = int.MaxValue;

    /// <summary>Returns what the vendor refuses in a schema; null when nothing.</summary>
    public string? FaultOf(System.Text.Json.JsonElement schema) => new SchemaSubsetCheck(this, schema).Run();
}
