using Skills.JsonSchema;
using Skills.Replies.Alignment;
using Skills.Replies.Parsing;
using Skills.Replies.Yaml;

namespace Skills.Replies.Reading;

/// <summary>Readings beyond bracketed values: YAML, bare scalars, and the text itself where a schema may take it.</summary>
internal sealed class OtherReadings(string text, ReplyTree tree, ReadRequest request, ReplyLimits limits)
{
    private const int LongestScalars = 256 * 1024;

    public void AddTo(List<Candidate> readings, List<(int Start, int End)> yamlBlocks, int start)
    {
        var bracketed = readings.Count;
        var strong = readings.Any(static r => r.Source != CandidateSource.Weak);
        foreach (var (from, end) in yamlBlocks)
        {
            AddYaml(readings, from, end);
        }

        if (yamlBlocks.Count == 0 && (request.Format == OutputFormat.Yaml || SharesKey(start)))
        {
            AddYaml(readings, start, text.Length);
        }

        if (bracketed == 0 && !AddMembers(readings, start) && readings.Count == 0 && !AddParentheses(readings, start))
        {
            AddScalars(readings, start);
        }

        if (request.Shape is { } wanted && (!strong || (wanted.TakesText && wanted.Types != JsonSchemaTypes.Any)) && !text.AsSpan(start).IsWhiteSpace())
        {
            AddText(readings, start);
        }
    }

    private void AddYaml(List<Candidate> readings, int start, int end)
    {
        var edits = tree.Edits.Count;
        var reader = new YamlReader(tree, start, end, limits.MaxDepth);
        var root = reader.Read();
        if (root >= 0)
        {
            readings.Add(new(CandidateSource.Yaml, [root], IsList: false, start, reader.End, edits, tree.Edits.Count));
        }
    }

    // Whether the first line of the text is a key the schema knows.
    private bool SharesKey(int start)
    {
        if (request.Shape is not { } shape)
        {
            return false;
        }

        var rest = text.AsSpan(start).TrimStart();
        rest = rest.StartsWith("---") ? rest[3..].TrimStart() : rest;
        var colon = rest[..Math.Min(rest.Length, 120)].IndexOf(':');
        if (colon <= 0 || (colon + 1 < rest.Length && rest[colon + 1] is not (' ' or '\n' or '\r')))
        {
            return false;
        }

        var key = rest[..colon].Trim(" \"'-").ToString();
        return Knows(shape, key) || (shape.Items is { } items && Knows(items, key)) || shape.Branches.Any(b => Knows(b, key));
    }

    private static bool Knows(SchemaShape shape, string key) =>
        shape.Properties.Keys.Contains(key, StringComparer.OrdinalIgnoreCase) || shape.Properties.Values.Any(p => p.Aliases.Contains(key, StringComparer.OrdinalIgnoreCase));

    // "a": 1, "b": 2 – members whose braces are missing, and nothing else.
    private bool AddMembers(List<Candidate> readings, int start)
    {
        var at = ReplyText.SkipSpace(text, start);
        if (!ReplyText.StartsMember(text, at) || !(ReplyText.IsQuote(text[at]) || SharesKey(start)))
        {
            return false;
        }

        var (nodes, edits) = (tree.Nodes.Count, tree.Edits.Count);
        var parser = new TolerantParser(text, tree, limits.MaxDepth, request.Keys) { At = at };
        var root = parser.ReadMembers();
        if (parser.TooDeep || ReplyText.SkipSpace(text, parser.At) < text.Length || HoldsGuesses(edits, quoted: ReplyText.IsQuote(text[at])))
        {
            tree.Rewind(nodes, edits);
            return false;
        }

        readings.Add(new(CandidateSource.Prose, [root], IsList: false, at, text.Length, edits, tree.Edits.Count));
        return true;
    }

    // What is left out or has no quotes in the midst of quoted members is prose rather than a member.
    private bool HoldsGuesses(int firstEdit, bool quoted)
    {
        for (var i = firstEdit; i < tree.Edits.Count; i++)
        {
            var name = tree.Edits[i].Name;
            if ((Repairs.LossOf(name) & ~LossyRepairs.Truncate) != LossyRepairs.None || (quoted && name is RepairName.UnquotedString or RepairName.UnquotedKey))
            {
                return true;
            }
        }

        return false;
    }

    // (1, 2): a list in parentheses that is the whole reply.
    private bool AddParentheses(List<Candidate> readings, int start)
    {
        var content = text.AsSpan(start).Trim();
        if (content is not ['(', _, .., ')'])
        {
            return false;
        }

        var (nodes, edits) = (tree.Nodes.Count, tree.Edits.Count);
        var parser = new TolerantParser(text, tree, limits.MaxDepth, request.Keys) { At = ReplyText.SkipSpace(text, start) };
        var root = parser.Read();
        if (root < 0 || ReplyText.SkipSpace(text, parser.At) < text.Length || tree.Nodes[root].Kind != NodeKind.Array || !HoldsWords(root))
        {
            tree.Rewind(nodes, edits);
            return false;
        }

        readings.Add(new(CandidateSource.Whole, [root], IsList: false, start, text.Length, edits, tree.Edits.Count));
        return true;
    }

    private bool HoldsWords(int list)
    {
        for (var child = list + 1; child < tree.Nodes[list].Next; child = tree.Nodes[child].Next)
        {
            if (!IsWord(child))
            {
                return false;
            }
        }

        return true;
    }

    // 1, 2, 3 – or words on lines of their own.
    private void AddScalars(List<Candidate> readings, int start)
    {
        if (text.Length - start > LongestScalars)
        {
            return;
        }

        var (nodes, edits) = (tree.Nodes.Count, tree.Edits.Count);
        var parser = new TolerantParser(text, tree, limits.MaxDepth, request.Keys) { At = ReplyText.SkipSpace(text, start) };
        var roots = new List<int>();
        while (parser.At < text.Length)
        {
            var root = parser.Read();
            if (root < 0 || !IsWord(root))
            {
                tree.Rewind(nodes, edits);
                return;
            }

            roots.Add(root);
            var next = ReplyText.SkipSpace(text, parser.At);
            while (ReplyText.At(text, next) == ',')
            {
                next = ReplyText.SkipSpace(text, next + 1);
            }

            parser.At = next;
        }

        // "4 ," – a comma after the last value, or after the only one.
        if (roots.Count > 0 && text.AsSpan(start).TrimEnd() is [.., ','] rest)
        {
            tree.Note(RepairName.StrayComma, roots[^1], start + rest.Length - 1, 1);
        }

        var bare = roots.Count == 1 && tree.Nodes[roots[0]] is { Kind: NodeKind.String, Flags: var flags } && flags.HasFlag(NodeFlags.Bare);
        if (roots.Count > 0 && !bare)
        {
            readings.Add(new(CandidateSource.Whole, roots, IsList: roots.Count > 1, start, text.Length, edits, tree.Edits.Count));
        }
    }

    private bool IsWord(int node) => tree.Nodes[node] is var found
        && (found.Kind is NodeKind.Number or NodeKind.True or NodeKind.False or NodeKind.Null
            || (found.Kind == NodeKind.String && (!found.Flags.HasFlag(NodeFlags.Bare) || !(tree.SpanOf(node).ContainsAny(' ', '\t') || IsMark(tree.SpanOf(node))))));

    // A bullet or another sign is no word.
    private static bool IsMark(ReadOnlySpan<char> text) => text.Length == 1 && !char.IsLetterOrDigit(text[0]);

    private void AddText(List<Candidate> readings, int start)
    {
        var content = text.AsSpan(start).Trim();
        var from = start + (text.Length - start - text.AsSpan(start).TrimStart().Length);
        readings.Add(new(CandidateSource.Text, [tree.Add(NodeKind.String, NodeFlags.None, from, from + content.Length)], IsList: false, from, from + content.Length, tree.Edits.Count, tree.Edits.Count));
    }
}
