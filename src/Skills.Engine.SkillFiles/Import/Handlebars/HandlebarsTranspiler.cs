using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Skills.Engine.Definitions;

namespace Skills.Engine.SkillFiles.Import.Handlebars;

/// <summary>Translates Handlebars, with dotprompt's helpers, into Jinja text and the pieces that are no text.</summary>
/// <remarks>Partials are put in place, so that they see what Handlebars shows them. Only one template; make a new one for the next.</remarks>
internal sealed partial class HandlebarsTranspiler(HandlebarsOptions options)
{
    // Stand for the braces of statements until the text around them is known; such characters stand in no prompt.
    private const string Opens = "\uE000{%";
    private const string Closes = "%}\uE000";
    private const int MaxPartialDepth = 16;
    private const int MaxLength = 4 * 1024 * 1024;

    private readonly List<PromptPiece> _pieces = [];
    private readonly HashSet<string> _data = [];
    private readonly Stack<string> _partials = new();
    private readonly StringBuilder _text = new();
    private int _textOffset = -1;
    private int _depth;
    private long _written;

    /// <summary>Names of <c>@data</c> variables the template reads, such as <c>state</c>.</summary>
    public IReadOnlyCollection<string> Data => _data;

    /// <summary>Whether the template places the conversation's history itself.</summary>
    public bool UsesHistory { get; private set; }

    /// <summary>The template's pieces.</summary>
    /// <exception cref="ForeignTemplateException">Something has no counterpart.</exception>
    public IReadOnlyList<PromptPiece> Translate(string template)
    {
        Nodes(HandlebarsTree.Parse(template), new());
        Flush();
        return _pieces;
    }

    private void Nodes(IReadOnlyList<HandlebarsNode> nodes, HandlebarsScope scope)
    {
        foreach (var node in nodes)
        {
            switch (node)
            {
                case HandlebarsText text:
                    Write(LiteralText.Of(text.Text), text.Offset);
                    break;
                case HandlebarsValue value:
                    Value(value, scope);
                    break;
                case HandlebarsPartial partial:
                    Partial(partial, scope);
                    break;
                case HandlebarsBlock block:
                    Block(block, scope);
                    break;
                default:
                    break;
            }
        }
    }

    private void Value(HandlebarsValue value, HandlebarsScope scope)
    {
        var call = value.Call;
        switch (Helper(call, scope))
        {
            case "role":
                Piece(new PromptPiece.Role(Text(Only(call), "role"), value.Offset));
                break;
            case "history":
                UsesHistory = true;
                Piece(new PromptPiece.History("history", value.Offset));
                break;
            case "section":
                Piece(new PromptPiece.Section(Text(Only(call), "section"), value.Offset));
                break;
            case "media":
                if (!call.Named.TryGetValue("url", out var url))
                {
                    throw new ForeignTemplateException("'media' needs a url.", value.Offset);
                }

                Piece(new PromptPiece.Media(Printed(url, scope), call.Named.TryGetValue("contentType", out var type) ? Printed(type, scope) : null, value.Offset));
                break;
            case "log":
                break;
            case { } other when call.Values.Count > 0 || call.Named.Count > 0 || other is "json" or "lookup":
                Write($"{{{{ {CallExpression(other, call, scope, value.Offset)} }}}}", value.Offset);
                break;
            default:
                Write(Printed(call.Head, scope), value.Offset);
                break;
        }
    }

    // A name that no input of that name hides.
    private static string? Helper(HandlebarsCall call, HandlebarsScope scope) =>
        call.Head is HandlebarsPath { Simple: { } name } && !scope.Hides(name)
            && (call.Values.Count > 0 || call.Named.Count > 0 || name is "history" or "json") ? name : null;

    private string Printed(HandlebarsExpression expression, HandlebarsScope scope) => expression switch
    {
        HandlebarsLiteral { Text: { } text } => LiteralText.Of(text),
        HandlebarsLiteral { Jinja: "none" } => "",
        HandlebarsLiteral literal => literal.Jinja,
        _ => Kind(expression, scope) switch
        {
            InputKind.Boolean => $"{{{{ {Expression(expression, scope)} | lower }}}}",
            InputKind.List => $"{{{{ {Expression(expression, scope)} | join(\",\") }}}}",
            _ => $"{{{{ {Expression(expression, scope)} }}}}",
        },
    };

    private string CallExpression(string name, HandlebarsCall call, HandlebarsScope scope, int offset)
    {
        switch (name)
        {
            case "json":
                var value = call.Values is [var only] ? Expression(only, scope) : throw new ForeignTemplateException("'json' takes one value.", offset);
                return call.Named.TryGetValue("indent", out var indent) ? $"{value} | tojson(indent={Expression(indent, scope)})" : $"{value} | tojson";
            case "lookup":
                return call.Values is [var map, var key] ? $"{Expression(map, scope)}[{Expression(key, scope)}]" : throw new ForeignTemplateException("'lookup' takes a value and a key.", offset);
            default:
                throw new ForeignTemplateException($"'{name}' is no helper that can be translated.{NearestName.Hint(name, ["if", "unless", "each", "with", "json", "role", "history", "media", "section", "ifEquals", "unlessEquals", "lookup"])}", offset);
        }
    }

    private string Expression(HandlebarsExpression expression, HandlebarsScope scope) => expression switch
    {
        HandlebarsLiteral literal => literal.Jinja,
        HandlebarsSubexpression { Call.Head: HandlebarsPath { Simple: { } name } } sub => $"({CallExpression(name, sub.Call, scope, sub.Offset)})",
        HandlebarsPath path => PathExpression(path, scope),
        _ => throw new ForeignTemplateException("This expression cannot be translated.", expression.Offset),
    };

    private string PathExpression(HandlebarsPath path, HandlebarsScope scope)
    {
        if (path.IsData)
        {
            return DataExpression(path, scope);
        }

        for (var i = 0; i < path.Up; i++)
        {
            scope = scope.Outer ?? throw new ForeignTemplateException("'../' leads above the root.", path.Offset);
        }

        if (path.Names.Count == 0)
        {
            return scope.This ?? options.Root ?? throw new ForeignTemplateException("'this' at the root stands for all inputs, whose names are not declared. Declare them in input.schema.", path.Offset);
        }

        return Chain(scope.Field(path.Names[0], path.Offset), path.Names.Skip(1));
    }

    private string DataExpression(HandlebarsPath path, HandlebarsScope scope)
    {
        var loop = scope;
        while (loop is { IsLoop: false, Outer: not null })
        {
            loop = loop.Outer;
        }

        if (path.Up > 0)
        {
            throw new ForeignTemplateException("The position in an outer loop cannot be translated.", path.Offset);
        }

        var (name, rest) = (path.Names.Count > 0 ? path.Names[0] : "", path.Names.Skip(1).ToList());
        switch (name)
        {
            case "index" when loop.IsLoop:
                return "loop.index0";
            case "key" when loop.IsLoop:
                return loop.Key ?? "loop.index0";
            case "first" or "last" when loop.IsLoop:
                return "loop." + name;
            case "root" when rest.Count > 0:
                return Chain(new HandlebarsScope().Field(rest[0], path.Offset), rest.Skip(1));
            case "root":
                return options.Root ?? throw new ForeignTemplateException("'@root' stands for all inputs, whose names are not declared.", path.Offset);
            case "index" or "key" or "first" or "last" or "":
                throw new ForeignTemplateException("This stands for the position in a loop, but there is no loop.", path.Offset);
            default:
                _data.Add(name);
                return Chain(new HandlebarsScope().Field(name, path.Offset), rest);
        }
    }

    // Handlebars reads through what is missing, so each step but the first has a mapping to fall back on.
    private static string Chain(string first, IEnumerable<string> rest) =>
        rest.Aggregate(first, static (value, name) => HandlebarsScope.Access($"({value} | default({{}}, true))", name));

    private InputKind Kind(HandlebarsExpression expression, HandlebarsScope scope) =>
        expression is HandlebarsPath { Simple: { } name } && scope.This is null && !scope.Hides(name) ? options.Kind(name)
        : expression is HandlebarsPath { IsData: true, Names: ["first" or "last"] } ? InputKind.Boolean
        : expression is HandlebarsPath { IsData: true, Names: ["index"] } ? InputKind.Number
        : InputKind.Unknown;

    // Only an empty mapping counts otherwise in Jinja: there it is false, here it is true.
    private string Condition(HandlebarsExpression expression, HandlebarsScope scope)
    {
        var value = Expression(expression, scope);
        return expression is HandlebarsLiteral || Kind(expression, scope) is not (InputKind.Unknown or InputKind.Mapping) ? value : $"{value} or {value} is mapping";
    }

    private void Block(HandlebarsBlock block, HandlebarsScope scope)
    {
        var name = block.Call.Head is HandlebarsPath { Simple: { } simple } ? simple : "";
        switch (name)
        {
            case "if":
                If(Condition(Only(block.Call), scope), block.Body, block.Else, block.Offset, scope);
                break;
            case "unless":
                If($"not ({Condition(Only(block.Call), scope)})", block.Body, block.Else, block.Offset, scope);
                break;
            case "ifEquals":
                If(Equal(block, scope), block.Body, block.Else, block.Offset, scope);
                break;
            case "unlessEquals":
                If($"not ({Equal(block, scope)})", block.Body, block.Else, block.Offset, scope);
                break;
            case "each":
                Each(Only(block.Call), block, scope);
                break;
            case "with":
                var subject = Only(block.Call);
                var about = new HandlebarsScope { Outer = scope, This = Expression(subject, scope), Loops = scope.Loops, Named = BlockNames(block, scope, Expression(subject, scope), null) };
                Statement($"{Opens} if {Condition(subject, scope)} {Closes}", block.Body, about, block.Offset);
                Otherwise(block.Else, scope, $"{Opens} endif {Closes}", block.Offset);
                break;
            case "role" or "message":
                Spoken(block, scope);
                break;
            default:
                ByKind(block, scope);
                break;
        }
    }

    // {{#name}} without a helper of that name depends on the value's type.
    private void ByKind(HandlebarsBlock block, HandlebarsScope scope)
    {
        var head = block.Call.Head;
        if (block.Call.Values.Count > 0 || block.Call.Named.Count > 0 || Kind(head, scope) is InputKind.Unknown or InputKind.Mapping)
        {
            throw new ForeignTemplateException(head is HandlebarsPath path ? $"'#{string.Join('.', path.Names)}' is no block that can be translated." : "This block cannot be translated.", block.Offset);
        }

        if (Kind(head, scope) == InputKind.List)
        {
            Each(head, block, scope);
        }
        else
        {
            If(Condition(head, scope), block.Body, block.Else, block.Offset, scope);
        }
    }

    private string Equal(HandlebarsBlock block, HandlebarsScope scope)
    {
        if (block.Call.Values is not [var left, var right])
        {
            throw new ForeignTemplateException("A comparison takes two values.", block.Offset);
        }

        var (a, b) = (Expression(left, scope), Expression(right, scope));
        // JavaScript's strict equality keeps true and 1 apart; Python's does not.
        return (left, right) switch
        {
            (_, HandlebarsLiteral { Text: not null } or HandlebarsLiteral { Jinja: "none" }) or (HandlebarsLiteral { Text: not null } or HandlebarsLiteral { Jinja: "none" }, _) => $"{a} == {b}",
            _ => $"{a} == {b} and ({a} is boolean) == ({b} is boolean)",
        };
    }

    private void If(string condition, IReadOnlyList<HandlebarsNode> body, IReadOnlyList<HandlebarsNode> otherwise, int offset, HandlebarsScope scope)
    {
        Statement($"{Opens} if {condition} {Closes}", body, scope, offset);
        Otherwise(otherwise, scope, $"{Opens} endif {Closes}", offset);
    }

    private void Each(HandlebarsExpression subject, HandlebarsBlock block, HandlebarsScope scope)
    {
        var value = Expression(subject, scope);
        var number = scope.Loops == 0 ? "" : (scope.Loops + 1).ToString(CultureInfo.InvariantCulture);
        var (item, key) = ("item" + number, "key" + number);
        var mapping = Kind(subject, scope) == InputKind.Mapping || (Kind(subject, scope) == InputKind.Unknown && UsesKey(block.Body));
        var names = BlockNames(block, scope, item, mapping ? key : "loop.index0");
        var inner = new HandlebarsScope { Outer = scope, This = item, IsLoop = true, Key = mapping ? key : null, Loops = scope.Loops + 1, Named = names };
        var list = Kind(subject, scope) == InputKind.List ? $"{value} or []" : $"({value}.values() if {value} is mapping else {value} or [])";
        Statement(mapping ? $"{Opens} for {key}, {item} in ({value} or {{}}).items() {Closes}" : $"{Opens} for {item} in {list} {Closes}", block.Body, inner, block.Offset);
        Otherwise(block.Else, scope, $"{Opens} endfor {Closes}", block.Offset);
    }

    private static Dictionary<string, string> BlockNames(HandlebarsBlock block, HandlebarsScope scope, string value, string? key)
    {
        var bound = new Dictionary<string, string>(scope.Named);
        if (block.Call.BlockNames is [var first, ..])
        {
            bound[first] = value;
        }

        if (block.Call.BlockNames is [_, var second] && key is not null)
        {
            bound[second] = key;
        }

        return bound;
    }

    private static bool UsesKey(IReadOnlyList<HandlebarsNode> nodes) => nodes.Any(static n => n switch
    {
        HandlebarsValue { Call.Head: HandlebarsPath { IsData: true, Names: ["key"] } } => true,
        HandlebarsBlock { Call.Head: HandlebarsPath { Simple: not "each" } } block => UsesKey(block.Body) || UsesKey(block.Else),
        _ => false,
    });

    private void Spoken(HandlebarsBlock block, HandlebarsScope scope)
    {
        var role = block.Call.Named.TryGetValue("role", out var named) ? named : Only(block.Call);
        Piece(new PromptPiece.Role(Text(role, "role"), block.Offset));
        Nodes(block.Body, scope);
        Piece(new PromptPiece.Role("user", block.Offset));
    }

    private void Partial(HandlebarsPartial partial, HandlebarsScope scope)
    {
        var name = NameOf(partial);
        if (_partials.Contains(name) || _partials.Count == MaxPartialDepth)
        {
            throw new ForeignTemplateException($"The partial '{name}' includes itself: {string.Join(" → ", _partials.Reverse().Append(name))}.", partial.Offset);
        }

        var template = options.Partial(name) ?? throw new ForeignTemplateException($"The partial '{name}' does not exist.", partial.Offset);
        var inside = Inside(partial.Call, scope);
        _partials.Push(name);
        try
        {
            Nodes(HandlebarsTree.Parse(template), inside);
        }
        catch (ForeignTemplateException e) when (_partials.Count == 1)
        {
            // The place inside the partial means nothing in this file: the tag that includes it does.
            throw new ForeignTemplateException($"In the partial '{name}': {e.Message}", partial.Offset);
        }

        _partials.Pop();
    }

    private static string NameOf(HandlebarsPartial partial) => partial.Call.Head switch
    {
        HandlebarsPath { IsData: false, Up: 0 } path => string.Join('/', path.Names),
        HandlebarsLiteral { Text: { } text } => text,
        _ => throw new ForeignTemplateException("A partial chosen by a value cannot be translated.", partial.Offset),
    };

    // A partial sees the variables of its place, or those of the value that it is called with, and in both cases its named arguments.
    private HandlebarsScope Inside(HandlebarsCall call, HandlebarsScope scope)
    {
        var bound = new Dictionary<string, string>(call.Values.Count == 0 ? scope.Bound : new Dictionary<string, string>());
        foreach (var (key, value) in call.Named)
        {
            bound[key] = value is HandlebarsLiteral ? Expression(value, scope) : $"({Expression(value, scope)})";
        }

        return new()
        {
            Outer = scope.Outer,
            This = call.Values is [var about, ..] ? Expression(about, scope) : scope.This,
            Bound = bound,
            Named = scope.Named,
            IsLoop = scope.IsLoop,
            Key = scope.Key,
            Loops = scope.Loops,
        };
    }

    // White space is already as Handlebars has it, so Jinja's trimming of lines with statements is switched off where it would strike.
    private static string KeepWhiteSpace(string text) => LineAfter().Replace(LineBefore().Replace(text, "$1$2{%+"), "+%}\n")
        .Replace(Opens, "{%", StringComparison.Ordinal).Replace(Closes, "%}", StringComparison.Ordinal);

    private void Statement(string open, IReadOnlyList<HandlebarsNode> body, HandlebarsScope scope, int offset)
    {
        Write(open, offset);
        _depth++;
        Nodes(body, scope);
        _depth--;
    }

    private void Otherwise(IReadOnlyList<HandlebarsNode> nodes, HandlebarsScope scope, string end, int offset)
    {
        if (nodes.Count > 0)
        {
            Statement($"{Opens} else {Closes}", nodes, scope, offset);
        }

        Write(end, offset);
    }

    private static HandlebarsExpression Only(HandlebarsCall call) => call.Values is [var only] ? only : throw new ForeignTemplateException("One value is wanted here.", call.Head.Offset);

    private static string Text(HandlebarsExpression expression, string what) =>
        expression is HandlebarsLiteral { Text: { } text } ? text : throw new ForeignTemplateException($"The name of a {what} must be a text in quotes.", expression.Offset);

    private void Piece(PromptPiece piece)
    {
        if (_depth > 0)
        {
            throw new ForeignTemplateException("Messages, history, media and sections are laid out before rendering, so they cannot stand inside a condition or loop.", piece.Offset);
        }

        Flush();
        _pieces.Add(piece);
    }

    private void Flush()
    {
        if (_text.Length > 0)
        {
            _pieces.Add(new PromptPiece.Text(KeepWhiteSpace(_text.ToString()), _textOffset));
            _text.Clear();
        }

        _textOffset = -1;
    }

    private void Write(string text, int offset)
    {
        // Partials that each include the next twice double the text with every level.
        _written += text.Length;
        if (_written > MaxLength)
        {
            throw new ForeignTemplateException("With its partials put in place the template is too long.", offset);
        }

        _textOffset = _textOffset < 0 ? offset : _textOffset;
        _text.Append(text);
    }

    [GeneratedRegex("(^|\n)([ \t]+)\uE000\\{%", RegexOptions.NonBacktracking)]
    private static partial Regex LineBefore();

    [GeneratedRegex("%\\}\uE000\n", RegexOptions.NonBacktracking)]
    private static partial Regex LineAfter();
}
