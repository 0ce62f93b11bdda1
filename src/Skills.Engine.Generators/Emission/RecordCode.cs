using Skills.Engine.Generators.Schemas;

namespace Skills.Engine.Generators.Emission;

/// <summary>Writes the records and enums of a client, with what reads and writes them. They need no reflection.</summary>
internal static class RecordCode
{
    public static void Write(CodeWriter code, ClientType type)
    {
        code.Line();
        if (type is EnumType named)
        {
            Enum(code, named);
        }
        else if (type is RecordType record)
        {
            Record(code, record);
        }
    }

    private static void Enum(CodeWriter code, EnumType type)
    {
        code.Summary(type.Description ?? $"One of the values of {type.Name}.");
        code.Line($"[global::System.Text.Json.Serialization.JsonConverter(typeof(global::System.Text.Json.Serialization.JsonStringEnumConverter<{type.Name}>))]");
        code.Open($"public enum {type.Name}");
        foreach (var (name, value) in type.Members)
        {
            code.Summary(value);
            code.Line($"[global::System.Text.Json.Serialization.JsonStringEnumMemberName({Expressions.Quote(value)})]");
            code.Line($"{name},");
        }

        code.Close();
        code.Line();
        code.Open($"private static {type.Name} Read{type.Name}(global::System.Text.Json.JsonElement v, string p, SkillClientJson r) => r.Text(v, p) switch");
        foreach (var (name, value) in type.Members)
        {
            code.Line($"{Expressions.Quote(value)} => {type.Name}.{name},");
        }

        code.Line($"_ => r.Fail<{type.Name}>(p, {Expressions.Quote(type.Name)}),");
        code.Close("};");
        code.Line();
        code.Open($"private static string {type.Name}Text({type.Name} value) => value switch");
        foreach (var (name, value) in type.Members)
        {
            code.Line($"{type.Name}.{name} => {Expressions.Quote(value)},");
        }

        code.Line("_ => throw new global::System.ArgumentOutOfRangeException(nameof(value)),");
        code.Close("};");
    }

    private static void Record(CodeWriter code, RecordType record)
    {
        code.Summary(record.Description ?? $"The members of {record.Name}.");
        code.Open($"public sealed record {record.Name}");
        foreach (var property in record.Properties)
        {
            Property(code, property);
        }

        if (record.Rest is { } rest)
        {
            code.Summary("Gets the members that the schema does not name.");
            code.Line($"public global::System.Collections.Generic.IReadOnlyDictionary<string, {TypeNames.Of(rest)}>? AdditionalProperties {{ get; init; }}");
            code.Line();
        }

        code.Summary("Returns the name of the type, without content.");
        code.Line($"public override string ToString() => {Expressions.Quote(record.Name)};");
        code.Line();
        Reader(code, record);
        code.Line();
        Writer(code, record);
        code.Close();
    }

    private static void Property(CodeWriter code, RecordProperty property)
    {
        code.Summary(property.Description ?? property.JsonName);
        code.Line($"[global::System.Text.Json.Serialization.JsonPropertyName({Expressions.Quote(property.JsonName)})]");
        if (!property.IsRequired)
        {
            code.Line("[global::System.Text.Json.Serialization.JsonIgnore(Condition = global::System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]");
        }

        var type = property.IsRequired ? TypeNames.Of(property.Type) : property.Type.Name + "?";
        code.Line($"public {(property.IsRequired ? "required " : "")}{type} {property.Name} {{ get; init; }}");
        code.Line();
    }

    private static void Reader(CodeWriter code, RecordType record)
    {
        var names = string.Join(", ", record.Properties.Select(static p => Expressions.Quote(p.JsonName)));
        code.Line($"private static readonly string[] Names = [{names}];");
        code.Line();
        code.Open($"internal static {record.Name} Read(global::System.Text.Json.JsonElement v, string p, SkillClientJson r)");
        code.Line(record.Rest is null ? "r.Unknown(v, p, Names);" : "r.Object(v, p);");
        code.Open("return new()");
        foreach (var property in record.Properties)
        {
            var inner = property.Type is NullableType nullable ? nullable.Inner : property.Type;
            var read = property.IsRequired ? (property.Type, "Required") : (inner, inner.IsValueType ? "OptionalValue" : "Optional");
            code.Line($"{property.Name} = r.{read.Item2}(v, p, {Expressions.Quote(property.JsonName)}, {Expressions.Reader(read.Item1)}),");
        }

        if (record.Rest is { } rest)
        {
            code.Line($"AdditionalProperties = r.Rest(v, p, Names, {Expressions.Reader(rest)}),");
        }

        code.Close("};");
        code.Close();
    }

    private static void Writer(CodeWriter code, RecordType record)
    {
        code.Open("internal void WriteTo(global::System.Text.Json.Utf8JsonWriter w)");
        code.Line("w.WriteStartObject();");
        foreach (var property in record.Properties)
        {
            Member(code, property);
        }

        if (record.Rest is { } rest)
        {
            code.Line($"SkillClientJson.WriteRest(w, AdditionalProperties, Names, {Expressions.Writer(rest)});");
        }

        code.Line("w.WriteEndObject();");
        code.Close();
    }

    private static void Member(CodeWriter code, RecordProperty property)
    {
        var name = $"w.WritePropertyName({Expressions.Quote(property.JsonName)});";
        if (property.IsRequired)
        {
            code.Line(name);
            code.Line($"{Expressions.Write(property.Type, property.Name)};");
            return;
        }

        var inner = property.Type is NullableType nullable ? nullable.Inner : property.Type;
        code.Open($"if ({property.Name} is {{ }} given{property.Name})");
        code.Line(name);
        code.Line($"{Expressions.Write(inner, "given" + property.Name)};");
        code.Close();
    }
}
