using System.Globalization;

namespace Skills.Replies.Parsing;

/// <summary>Turns noted repairs into edits people can read.</summary>
internal static class EditText
{
    private const int Longest = 80;

    public static OutputEdit Of(ReplyTree tree, NotedEdit noted, string path)
    {
        var before = noted.Length == 0 ? null : Shorten(tree.Source.AsSpan(noted.Start, Math.Min(noted.Length, tree.Source.Length - noted.Start)));
        return new(path, Repairs.NameOf(noted.Name), Repairs.KindOf(noted.Name), Repairs.CostOf(noted.Name), noted.Start, noted.Length, before, After(tree, noted));
    }

    /// <summary>One edit in place of all from <paramref name="first"/> on, when there are more than are listed.</summary>
    public static OutputEdit Rest(ReplyTree tree, int first, int last)
    {
        var (kind, cost) = (EditKind.Safe, 0.0);
        for (var i = first; i < last; i++)
        {
            kind = (EditKind)Math.Max((int)kind, (int)Repairs.KindOf(tree.Edits[i].Name));
            cost += Repairs.CostOf(tree.Edits[i].Name);
        }

        var (from, end) = (tree.Edits[first], tree.Edits[last - 1]);
        return new("", "further_repairs", kind, cost, from.Start, Math.Max(0, end.Start + end.Length - from.Start), string.Create(CultureInfo.InvariantCulture, $"{last - first} repairs"), null);
    }

    public static string Shorten(ReadOnlySpan<char> text) => text.Length <= Longest ? text.ToString() : string.Concat(text[..Longest], "…");

    private static string? After(ReplyTree tree, NotedEdit noted) => noted.Name switch
    {
        RepairName.MissingComma => ",",
        RepairName.MissingColon => ":",
        RepairName.MissingCloser => "",
        RepairName.MissingValue or RepairName.UnfinishedKey => "null",
        _ when Removes(noted.Name) || noted.Node < 0 || noted.Node >= tree.Nodes.Count => null,
        _ => tree.Nodes[noted.Node].Kind is NodeKind.Object or NodeKind.Array
            ? null
            : tree.Nodes[noted.Node].Kind switch
            {
                NodeKind.True => "true",
                NodeKind.False => "false",
                NodeKind.Null => "null",
                _ => Shorten(tree.SpanOf(noted.Node)),
            },
    };

    private static bool Removes(RepairName name) => name is RepairName.Comment or RepairName.SpecialWhitespace or RepairName.StrayComma or RepairName.StrayText
        or RepairName.StrayFence or RepairName.ExtraCloser or RepairName.Ellipsis or RepairName.DuplicateKey or RepairName.RepeatedKey or RepairName.EmptyDropped;
}
