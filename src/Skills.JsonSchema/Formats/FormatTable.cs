using Skills.JsonSchema.Compilation;

namespace Skills.JsonSchema.Formats;

/// <summary>The formats that are known, by draft.</summary>
internal static class FormatTable
{
    public static FormatCheck? Find(string name, JsonSchemaDraft draft) => null;
}
