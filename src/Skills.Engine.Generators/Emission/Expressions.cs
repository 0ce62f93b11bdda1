using Microsoft.CodeAnalysis.CSharp;
using Skills.Engine.Generators.Schemas;

namespace Skills.Engine.Generators.Emission;

/// <summary>The expressions that read and write a value of a type. Within them <c>r</c> is the reader, <c>w</c> the writer.</summary>
internal static class Expressions
{
    public static string Quote(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>A function of a value, its path and the reader.</summary>
    public static string Reader(ClientType type) => $"static (v, p, r) => {Read(type)}";

    public static string Writer(ClientType type) => $"static (w, x) => {Write(type, "x")}";

    public static string Write(ClientType type, string value) => type switch
    {
        NullableType nullable => $"SkillClientJson.WriteOrNull(w, {value}, {Writer(nullable.Inner)})",
        RecordType => $"{value}.WriteTo(w)",
        EnumType named => $"w.WriteStringValue({named.Name}Text({value}))",
        ListType list => $"SkillClientJson.WriteList(w, {value}, {Writer(list.Item)})",
        DictionaryType map => $"SkillClientJson.WriteMap(w, {value}, {Writer(map.Item)})",
        _ => $"SkillClientJson.Write(w, {value})",
    };

    private static string Read(ClientType type) => type switch
    {
        NullableType nullable => $"{(nullable.IsValueType ? "r.ValueOrNull" : "r.OrNull")}(v, p, {Reader(nullable.Inner)})",
        RecordType record => $"{record.Name}.Read(v, p, r)",
        EnumType named => $"Read{named.Name}(v, p, r)",
        ListType list => $"r.List(v, p, {Reader(list.Item)})",
        DictionaryType map => $"r.Map(v, p, {Reader(map.Item)})",
        ScalarType scalar => $"r.{scalar.Reader}(v, p)",
        _ => throw new InvalidOperationException(type.Name),
    };
}
