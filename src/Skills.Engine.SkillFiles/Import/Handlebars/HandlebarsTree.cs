namespace Skills.Engine.SkillFiles.Import.Handlebars;

/// <summary>A node of a Handlebars template.</summary>
internal abstract record HandlebarsNode(int Offset);

internal sealed record HandlebarsText(string Text, int Offset) : HandlebarsNode(Offset);

internal sealed record HandlebarsValue(HandlebarsCall Call, int Offset) : HandlebarsNode(Offset);

internal sealed record HandlebarsPartial(HandlebarsCall Call, int Offset) : HandlebarsNode(Offset);

internal sealed record HandlebarsBlock(HandlebarsCall Call, IReadOnlyList<HandlebarsNode> Body, IReadOnlyList<HandlebarsNode> Else, int Offset) : HandlebarsNode(Offset);

/// <summary>Builds the tree of a template from its tokens.</summary>
internal sealed class HandlebarsTree
{
    private const int MaxDepth = 64;
    private readonly IReadOnlyList<HandlebarsToken> _tokens;
    private int _at;

    private HandlebarsTree(string template) => _tokens = HandlebarsLexer.Read(template);

    /// <exception cref="ForeignTemplateException">The template cannot be read.</exception>
    public static IReadOnlyList<HandlebarsNode> Parse(string template)
    {
        var tree = new HandlebarsTree(template);
        var nodes = tree.Nodes(0);
        return tree._at == tree._tokens.Count ? nodes : throw new ForeignTemplateException(
            tree._tokens[tree._at].Kind == HandlebarsTagKind.Else ? "'else' outside of a block." : $"'{tree._tokens[tree._at].Body.Trim()}' is closed here, but was not opened.",
            tree._tokens[tree._at].Offset);
    }

    private List<HandlebarsNode> Nodes(int depth)
    {
        var nodes = new List<HandlebarsNode>();
        for (; _at < _tokens.Count && _tokens[_at].Kind is not (HandlebarsTagKind.Close or HandlebarsTagKind.Else);)
        {
            var token = _tokens[_at++];
            nodes.Add(token.Kind switch
            {
                HandlebarsTagKind.Text => new HandlebarsText(token.Body, token.Offset),
                HandlebarsTagKind.Value => new HandlebarsValue(HandlebarsCallParser.Parse(token.Body, token.BodyOffset), token.Offset),
                HandlebarsTagKind.Partial => new HandlebarsPartial(HandlebarsCallParser.Parse(token.Body, token.BodyOffset), token.Offset),
                _ => Block(token, token.Body, token.BodyOffset, token.Kind == HandlebarsTagKind.OpenInverse, depth),
            });
        }

        return nodes;
    }

    private HandlebarsBlock Block(HandlebarsToken open, string header, int headerOffset, bool inverse, int depth)
    {
        if (depth == MaxDepth)
        {
            throw new ForeignTemplateException("Blocks are nested too deeply.", open.Offset);
        }

        var call = HandlebarsCallParser.Parse(header, headerOffset);
        var body = Nodes(depth + 1);
        var otherwise = Otherwise(open, depth);
        return inverse ? new(call, otherwise, body, open.Offset) : new(call, body, otherwise, open.Offset);
    }

    // Reads {{else}} or {{else if …}}, and the closing tag of the whole block.
    private List<HandlebarsNode> Otherwise(HandlebarsToken open, int depth)
    {
        if (_at == _tokens.Count)
        {
            throw new ForeignTemplateException($"'{Name(open)}' is not closed.", open.Offset);
        }

        var token = _tokens[_at];
        if (token.Kind == HandlebarsTagKind.Else && token.Body.Trim() is { Length: > 4 } chained && chained.StartsWith("else ", StringComparison.Ordinal))
        {
            _at++;
            var skip = token.Body.IndexOf("else", StringComparison.Ordinal) + 4;
            return [Block(open with { Offset = token.Offset }, token.Body[skip..], token.BodyOffset + skip, inverse: false, depth + 1)];
        }

        List<HandlebarsNode> nodes = [];
        if (token.Kind == HandlebarsTagKind.Else)
        {
            _at++;
            nodes = Nodes(depth + 1);
        }

        if (_at == _tokens.Count || _tokens[_at].Kind != HandlebarsTagKind.Close)
        {
            throw new ForeignTemplateException($"'{Name(open)}' is not closed.", open.Offset);
        }

        var close = _tokens[_at++];
        return close.Body.Trim() == Name(open) ? nodes : throw new ForeignTemplateException($"'{Name(open)}' is closed as '{close.Body.Trim()}'.", close.Offset);
    }

    private static string Name(HandlebarsToken open) => open.Body.Trim().Split(' ', '\n', '\t')[0];
}
