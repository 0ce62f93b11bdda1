namespace Skills.Jinja.Values;

/// <summary>Names of Python's types and questions about them.</summary>
internal static class Types
{
    internal static string Name(Value value) => value.Kind switch
    {
        ValueKind.Missing => "Undefined",
        ValueKind.String => value.IsMarkup ? "Markup" : "str",
        _ => value.Heap.TypeName,
    };

    /// <summary>How an error names the object: its type, and "object" where Jinja says so.</summary>
    internal static string Describe(Value value) => value.Kind switch
    {
        ValueKind.None => "None",
        ValueKind.String => value.IsMarkup ? "markupsafe.Markup object" : "str object",
        ValueKind.Missing => "Undefined object",
        _ => value.Heap.Description,
    };

    internal static bool Truthy(Value value) => value.Kind switch
    {
        ValueKind.Bool or ValueKind.Int => value.Bits != 0,
        ValueKind.String => value.String.Length > 0,
        ValueKind.Float => value.Double != 0,
        ValueKind.None or ValueKind.Missing => false,
        _ => value.Heap.Truthy,
    };
}
