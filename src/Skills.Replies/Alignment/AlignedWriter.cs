using System.Globalization;
using System.Text.Json;
using Skills.Replies.Parsing;

namespace Skills.Replies.Alignment;

/// <summary>Writes a fitted value as JSON, and its changes as edits with their paths.</summary>
internal sealed class AlignedWriter
{
    private readonly ReplyTree _tree;
    private readonly Dictionary<int, string> _paths;
    private readonly PathNamer _namer;
    private readonly List<OutputEdit> _edits = [];
    private readonly int _most;
    private OutputEdit? _rest;
    private int _further;

    private AlignedWriter(ReplyTree tree, Candidate reading, int most)
    {
        _tree = tree;
        _most = most;
        _paths = TreeWriter.Repaired(tree, reading, most);
        _namer = new(tree, _paths);
    }

    /// <summary>The losses of the changes written, those that are not listed included.</summary>
    public LossyRepairs Losses { get; private set; }

    public static (JsonElement Value, List<OutputEdit> Edits, LossyRepairs Losses) Write(ReplyTree tree, Candidate reading, Aligned aligned, ReplyLimits limits)
    {
        var work = new AlignedWriter(tree, reading, limits.MaxEdits);
        using var buffer = new JsonBuffer(reading.Length);
        using (var writer = buffer.NewWriter())
        {
            work.Write(aligned, "", writer);
        }

        var value = buffer.ToValue(limits.MaxDepth + 70);
        var edits = TreeWriter.Edits(tree, reading, work._paths, limits.MaxEdits);
        edits.AddRange(work._edits);
        if (work._rest is { } rest)
        {
            edits.Add(rest with { Before = string.Create(CultureInfo.InvariantCulture, $"{work._further} repairs") });
        }

        return (value, edits, work.Losses);
    }

    private void Write(Aligned value, string path, Utf8JsonWriter writer)
    {
        foreach (var edit in value.Edits)
        {
            Record(edit, value, path);
        }

        switch (value.Kind)
        {
            case AlignedKind.Node:
                _namer.Visit(value.Node, path);
                TreeWriter.Write(_tree, value.Node, writer);
                return;
            case AlignedKind.Array:
                WriteArray(value, path, writer);
                break;
            case AlignedKind.Object:
                WriteObject(value, path, writer);
                break;
            case AlignedKind.Text:
                writer.WriteStringValue(value.Text);
                break;
            default:
                value.Literal.WriteTo(writer);
                break;
        }

        _namer.Name(value.Node, path);
    }

    private void WriteArray(Aligned value, string path, Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        for (var i = 0; i < value.Children.Count; i++)
        {
            Write(value.Children[i], string.Create(CultureInfo.InvariantCulture, $"{path}/{i}"), writer);
        }

        writer.WriteEndArray();
    }

    private void WriteObject(Aligned value, string path, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        for (var i = 0; i < value.Children.Count; i++)
        {
            var member = $"{path}/{ReplyPath.Escape(value.Names[i])}";
            writer.WritePropertyName(value.Names[i]);
            _namer.Name(value.Children[i].Node - 1, member);
            Write(value.Children[i], member, writer);
        }

        writer.WriteEndObject();
    }

    private void Record(AlignEdit edit, Aligned value, string path)
    {
        Losses |= edit.Kind == EditKind.Lossy ? Repairs.LossOf(edit.Name) : LossyRepairs.None;
        if (_edits.Count >= _most)
        {
            _further++;
            _rest = _rest is { } rest
                ? rest with { Kind = (EditKind)Math.Max((int)rest.Kind, (int)edit.Kind), Cost = rest.Cost + edit.Cost }
                : new("", "further_repairs", edit.Kind, edit.Cost, 0, _tree.Source.Length, null, null);
            return;
        }

        var node = edit.Node >= 0 ? _tree.Nodes[edit.Node] : default;
        var (start, length) = edit.Node >= 0 ? (node.Start, Math.Max(0, node.End - node.Start)) : (-1, 0);
        if (edit.Name is "property_dropped" or "null_left_out")
        {
            var key = _tree.Nodes[edit.Node - 1];
            (start, length) = (key.Start, Math.Max(0, node.End - key.Start));
        }

        var before = edit.Node < 0 ? null
            : node.Kind is NodeKind.String or NodeKind.Number ? EditText.Shorten(_tree.SpanOf(edit.Node))
            : EditText.Shorten(_tree.Source.AsSpan(start, Math.Min(length, _tree.Source.Length - start)));
        _edits.Add(new(edit.Member is null ? path : $"{path}/{ReplyPath.Escape(edit.Member)}", edit.Name, edit.Kind, edit.Cost, start, length, before, After(edit, value)));
    }

    private static string? After(AlignEdit edit, Aligned value) => edit.Name is "item_dropped" or "property_dropped" or "null_left_out" ? null
        : edit.Name == "key_spelling" ? edit.Member
        : edit.Member is { } name && Index(value.Names, name) is >= 0 and var index ? EditText.Shorten(value.Children[index].Literal.GetRawText())
        : value.Kind switch
        {
            AlignedKind.Literal => EditText.Shorten(value.Literal.GetRawText()),
            AlignedKind.Text => EditText.Shorten(value.Text),
            _ => null,
        };

    private static int Index(IReadOnlyList<string> names, string name)
    {
        for (var i = names.Count - 1; i >= 0; i--)
        {
            if (names[i] == name)
            {
                return i;
            }
        }

        return -1;
    }
}
