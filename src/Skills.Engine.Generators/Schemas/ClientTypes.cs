namespace Skills.Engine.Generators.Schemas;

/// <summary>A C# type that stands for a schema.</summary>
internal abstract class ClientType
{
    /// <summary>The name in C#, without a question mark for null.</summary>
    public abstract string Name { get; }

    public abstract bool IsValueType { get; }
}

/// <summary>A type of .NET, and the method of the generated reader that reads it.</summary>
internal sealed class ScalarType(string name, string reader, bool isValueType) : ClientType
{
    public override string Name { get; } = name;

    public string Reader { get; } = reader;

    public override bool IsValueType { get; } = isValueType;
}

internal sealed class ListType(ClientType item) : ClientType
{
    public ClientType Item { get; } = item;

    public override string Name => $"global::System.Collections.Generic.IReadOnlyList<{TypeNames.Of(Item)}>";

    public override bool IsValueType => false;
}

internal sealed class DictionaryType(ClientType item) : ClientType
{
    public ClientType Item { get; } = item;

    public override string Name => $"global::System.Collections.Generic.IReadOnlyDictionary<string, {TypeNames.Of(Item)}>";

    public override bool IsValueType => false;
}

internal sealed class NullableType(ClientType inner) : ClientType
{
    public ClientType Inner { get; } = inner;

    public override string Name => Inner.Name;

    public override bool IsValueType => Inner.IsValueType;
}

internal sealed class EnumType(string name, string? description, IReadOnlyList<(string Name, string Value)> members) : ClientType
{
    public override string Name { get; } = name;

    public string? Description { get; } = description;

    public IReadOnlyList<(string Name, string Value)> Members { get; } = members;

    public override bool IsValueType => true;
}

/// <summary>A record. Its properties are added after it was made, as it may contain itself.</summary>
internal sealed class RecordType(string name, string? description) : ClientType
{
    public override string Name { get; } = name;

    public string? Description { get; } = description;

    public List<RecordProperty> Properties { get; } = [];

    /// <summary>Gets or sets the type of further members; null when there are none.</summary>
    public ClientType? Rest { get; set; }

    public override bool IsValueType => false;
}

internal sealed class RecordProperty(string name, string jsonName, ClientType type, bool isRequired, string? description)
{
    public string Name { get; } = name;

    public string JsonName { get; } = jsonName;

    public ClientType Type { get; } = type;

    public bool IsRequired { get; } = isRequired;

    public string? Description { get; } = description;
}

internal static class TypeNames
{
    /// <summary>The name with a question mark when the type permits null.</summary>
    public static string Of(ClientType type) => type is NullableType ? type.Name + "?" : type.Name;
}
