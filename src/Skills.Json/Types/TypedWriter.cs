using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Skills.Json.Types;

/// <summary>
/// Writes outputs in the names and forms that the serializer reads for a type. Names are matched for each property by itself;
/// keys of dictionaries and values of unknown types are copied as they are.
/// </summary>
/// <param name="tables">The members and enums of the types met.</param>
/// <param name="writer">Receives the JSON.</param>
internal sealed class TypedWriter(TypeTables tables, Utf8JsonWriter writer)
{
    private const int MaxFindings = 20;

    /// <summary>Values the type cannot take; at most 20.</summary>
    public List<TypedFinding> Findings { get; } = [];

    /// <summary>Places of values that the type has no member for; at most 20.</summary>
    public List<string> Unused { get; } = [];

    public void Write(JsonElement value, Type type, NullPermission? nulls, string path)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            if (!AcceptsNull(type, nulls))
            {
                Report(path, $"is null, and {Name(type)} does not accept null here. Make the member nullable, or give it a value");
            }

            writer.WriteNullValue();
            return;
        }

        var info = tables.InfoOf(Nullable.GetUnderlyingType(type) ?? type);
        switch (info.Kind, value.ValueKind)
        {
            case (JsonTypeInfoKind.Object, JsonValueKind.Object):
                WriteObject(value, info, path);
                break;
            case (JsonTypeInfoKind.Dictionary, JsonValueKind.Object):
                WriteDictionary(value, info, nulls?.Element, path);
                break;
            case (JsonTypeInfoKind.Enumerable, JsonValueKind.Array):
                WriteItems(value, info, nulls?.Element, path);
                break;
            case (JsonTypeInfoKind.None, _):
                WriteLeaf(value, info, path);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private void WriteObject(JsonElement value, JsonTypeInfo declared, string path)
    {
        writer.WriteStartObject();
        var (info, discriminator) = Derived(value, declared, path);
        var table = tables.MembersOf(info);
        var seen = new Dictionary<TypeMember, string>();
        foreach (var property in value.EnumerateObject())
        {
            var place = $"{path}/{JsonPointer.Escape(property.Name)}";
            if (property.Name == discriminator)
            {
                continue;
            }

            if (table.Find(property.Name) is not { } member)
            {
                WriteUnused(property, table, place);
            }
            else if (!seen.TryAdd(member, property.Name))
            {
                Report(place, $"and '{seen[member]}' both name the member {member.Property.Name} of {Name(info.Type)}, which can take one of them");
            }
            else
            {
                WriteMember(property.Value, member, place);
            }
        }

        foreach (var missing in table.Members.Where(m => m.Property.IsRequired && !seen.ContainsKey(m)))
        {
            Report($"{path}/{JsonPointer.Escape(missing.Property.Name)}", $"is missing, and {Name(info.Type)} requires it");
        }

        writer.WriteEndObject();
    }

    private void WriteMember(JsonElement value, TypeMember member, string place)
    {
        writer.WritePropertyName(member.Property.Name);
        if (member.Property.CustomConverter is not null)
        {
            value.WriteTo(writer);
            return;
        }

        Write(value, member.Property.PropertyType, member.Nulls, place);
    }

    private void WriteUnused(JsonProperty property, MemberTable table, string place)
    {
        if (!table.HasExtensionData && Unused.Count < MaxFindings)
        {
            Unused.Add(place);
        }

        property.WriteTo(writer);
    }

    // The discriminator is written first, wherever the model wrote it.
    private (JsonTypeInfo Info, string? Discriminator) Derived(JsonElement value, JsonTypeInfo declared, string path)
    {
        if (declared.PolymorphismOptions is not { } options)
        {
            return (declared, null);
        }

        var name = options.TypeDiscriminatorPropertyName;
        var property = value.EnumerateObject().Where(p => FoldedName.Of(p.Name) == FoldedName.Of(name)).Select(static p => (JsonProperty?)p).FirstOrDefault();
        if (property is not { } found)
        {
            if (declared.Type.IsAbstract)
            {
                Report(path, $"has no '{name}', which says which {Name(declared.Type)} it is");
            }

            return (declared, null);
        }

        var derived = options.DerivedTypes.Cast<JsonDerivedType?>().FirstOrDefault(d => IsNamed(d!.Value.TypeDiscriminator, found.Value));
        if (derived is not { } type)
        {
            Report($"{path}/{JsonPointer.Escape(found.Name)}", $"must be one of {string.Join(", ", options.DerivedTypes.Select(static d => $"'{d.TypeDiscriminator}'"))}");
            return (declared, found.Name);
        }

        writer.WritePropertyName(name);
        if (type.TypeDiscriminator is int number)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue((string?)type.TypeDiscriminator);
        }

        return (tables.InfoOf(type.DerivedType), found.Name);
    }

    private static bool IsNamed(object? discriminator, JsonElement value) => (discriminator, value.ValueKind) switch
    {
        (string name, JsonValueKind.String) => FoldedName.Of(name) == FoldedName.Of(value.GetString()!),
        (int number, JsonValueKind.Number) => value.TryGetInt32(out var given) && given == number,
        _ => false,
    };

    private void WriteDictionary(JsonElement value, JsonTypeInfo info, NullPermission? nulls, string path)
    {
        var names = info.KeyType is { IsEnum: true } key ? tables.EnumOf(key) : null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        writer.WriteStartObject();
        foreach (var entry in value.EnumerateObject())
        {
            var place = $"{path}/{JsonPointer.Escape(entry.Name)}";
            var name = names is null ? entry.Name : names.FindName(entry.Name) ?? entry.Name;
            if (!seen.Add(name))
            {
                Report(place, "appears twice");
                continue;
            }

            writer.WritePropertyName(name);
            Write(entry.Value, info.ElementType ?? typeof(object), nulls, place);
        }

        writer.WriteEndObject();
    }

    private void WriteItems(JsonElement value, JsonTypeInfo info, NullPermission? nulls, string path)
    {
        writer.WriteStartArray();
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            Write(item, info.ElementType ?? typeof(object), nulls, string.Create(CultureInfo.InvariantCulture, $"{path}/{index++}"));
        }

        writer.WriteEndArray();
    }

    private void WriteLeaf(JsonElement value, JsonTypeInfo info, string path)
    {
        if (info.Type.IsEnum)
        {
            WriteEnum(value, info.Type, path);
        }
        else if (info.Converter.GetType().Assembly != typeof(JsonSerializer).Assembly)
        {
            value.WriteTo(writer);
        }
        else if (value.ValueKind == JsonValueKind.String && LeafText.Rewrite(value.GetString()!, info.Type) is { } text)
        {
            writer.WriteStringValue(text);
        }
        else if (value.ValueKind == JsonValueKind.Number && LeafText.WholeNumber(value, info.Type) is { } number)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            if (value.ValueKind == JsonValueKind.Number && LeafText.NumberProblem(value, info.Type) is { } problem)
            {
                Report(path, problem);
            }

            value.WriteTo(writer);
        }
    }

    private void WriteEnum(JsonElement value, Type type, string path)
    {
        var table = tables.EnumOf(type);
        if (table.Find(value) is { } wire)
        {
            wire.WriteTo(writer);
            return;
        }

        Report(path, $"must be one of {string.Join(", ", table.Names.Select(static n => $"'{n}'"))}");
        value.WriteTo(writer);
    }

    private void Report(string path, string problem)
    {
        if (Findings.Count < MaxFindings)
        {
            Findings.Add(new(path, $"'{(path.Length == 0 ? "/" : path)}' {problem}."));
        }
    }

    private static bool AcceptsNull(Type type, NullPermission? nulls) => type.IsValueType
        ? Nullable.GetUnderlyingType(type) is not null || type == typeof(JsonElement)
        : nulls is null or { Allowed: true };

    private static string Name(Type type) => (Nullable.GetUnderlyingType(type) ?? type).Name;
}
