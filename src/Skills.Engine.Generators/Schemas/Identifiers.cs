using System.Globalization;
using System.Text;

namespace Skills.Engine.Generators.Schemas;

/// <summary>Makes C# names of the names in files.</summary>
internal static class Identifiers
{
    private static readonly HashSet<string> OfRecords =
        ["Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "EqualityContract", "PrintMembers", "Finalize", "ReferenceEquals", "Read", "WriteTo", "AdditionalProperties"];

    /// <summary>The name in Pascal case: <c>start_line</c> becomes <c>StartLine</c>. A name without a letter or digit is spelled by its code points.</summary>
    public static string Pascal(string name)
    {
        var (text, isStart) = (new StringBuilder(), true);
        foreach (var c in name)
        {
            if (!char.IsLetterOrDigit(c))
            {
                isStart = true;
                continue;
            }

            text.Append(isStart ? char.ToUpperInvariant(c) : c);
            isStart = false;
        }

        if (text.Length == 0)
        {
            return name.Length == 0 ? "Empty" : "U" + string.Join("U", name.Select(static c => ((int)c).ToString("X4", CultureInfo.InvariantCulture)));
        }

        return char.IsDigit(text[0]) ? "_" + text : text.ToString();
    }

    /// <summary>The name of a property of a record, which must not be that of the record or of a member that every record has.</summary>
    public static string Property(string jsonName, string record)
    {
        var name = Pascal(jsonName);
        return name == record || OfRecords.Contains(name) ? name + "Value" : name;
    }
}
