using Skills.Jinja.Ast;
using Skills.Jinja.Builtins;
using Skills.Jinja.Rendering;
using Skills.Jinja.Text;

namespace Skills.Jinja.Checking;

/// <summary>Walks a template without rendering it, and follows its variables through a shape.</summary>
internal sealed class NameChecker
{
    private const int MaxTemplates = 64;
    private const int MostSuggestions = 100;

    private readonly CompiledTemplate _template;
    private readonly IJinjaShape? _schema;
    private readonly HashSet<string> _visited;
    private readonly ScopedShapes _locals = new();
    private int _guards;

    private NameChecker(CompiledTemplate template, IJinjaShape? schema, HashSet<string> visited, List<JinjaNameUse> uses, List<JinjaNameUse> findings) =>
        (_template, _schema, _visited, Uses, Findings) = (template, schema, visited, uses, findings);

    internal List<JinjaNameUse> Uses { get; }

    internal List<JinjaNameUse> Findings { get; }

    internal static NameChecker Run(CompiledTemplate template, IJinjaShape? schema)
    {
        var checker = new NameChecker(template, schema, [], [], []);
        checker.All(template.Tree.Body);
        return checker;
    }

    private void All(List<Stmt> body) => body.ForEach(Statement);

    private void Scoped(Action action)
    {
        _locals.Push();
        action();
        _locals.Pop();
    }

    private void Statement(Stmt statement)
    {
        switch (statement)
        {
            case OutputStmt output:
                Look(output.Expression);
                break;
            case IfStmt node:
                node.Branches.ForEach(branch => Guarded(branch.Test, branch.Body));
                All(node.Else);
                break;
            case ForStmt loop:
                Loop(loop);
                break;
            case SetStmt set:
                Bind(set.Target, Look(set.Value));
                break;
            case SetBlockStmt set:
                Look(set.Filter);
                Scoped(() => All(set.Body));
                Bind(set.Target, default);
                break;
            case WithStmt with:
                With(with);
                break;
            case MacroStmt macro:
                Macro(macro);
                break;
            case CallStmt call:
                Look(call.Call);
                Macro(call.Caller);
                break;
            case GenerationStmt generation:
                All(generation.Body.Body);
                break;
            case FilterStmt filter:
                Scoped(() => All(filter.Body));
                Look(filter.Filter);
                break;
            case BlockStmt block:
                Scoped(() => All(block.Body));
                break;
            case AutoescapeStmt autoescape:
                Look(autoescape.On);
                Scoped(() => All(autoescape.Body));
                break;
            case DoStmt node:
                Look(node.Expression);
                break;
            case TransStmt trans:
                Look(trans.Count);
                trans.Variables.ForEach(v => Look(v.Value));
                break;
            case ExtendsStmt extends:
                Follow(extends.Template);
                break;
            case IncludeStmt include:
                Follow(include.Template, include.WithContext);
                break;
            case ImportStmt import:
                Follow(import.Template, import.WithContext);
                break;
            case FromImportStmt import:
                Follow(import.Template, import.WithContext);
                break;
        }
    }

    private void Guarded(Expr test, List<Stmt> body)
    {
        var guarded = GuardedNames.In(test);
        _locals.Guard(guarded);
        Look(test);
        All(body);
        _locals.Unguard(guarded);
    }

    // The filter sees the loop's variable, and the else branch does not.
    private void Loop(ForStmt loop)
    {
        var items = Look(loop.Iter);
        Scoped(() =>
        {
            Bind(loop.Target, items.Element());
            Look(loop.Filter);
            _locals.Set("loop", new("loop", "loop", _schema is null ? null : LoopShape.Instance));
            All(loop.Body);
        });
        Scoped(() => All(loop.Else));
    }

    // Values are looked up outside: since Jinja 2.9 a binding does not see those before it.
    private void With(WithStmt with)
    {
        var values = with.Bindings.ConvertAll(b => Look(b.Value));
        Scoped(() =>
        {
            for (var i = 0; i < values.Count; i++)
            {
                Bind(with.Bindings[i].Target, values[i]);
            }

            All(with.Body);
        });
    }

    private void Macro(MacroStmt macro)
    {
        macro.Signature.Defaults.ForEach(d => Look(d));
        Scoped(() =>
        {
            macro.Signature.Parameters.ForEach(p => Bind(p, default));
            All(macro.Body);
        });
    }

    private void Bind(Target target, Tracked value)
    {
        switch (target)
        {
            case NameTarget name:
                _locals.Set(name.Name, value);
                break;
            case TupleTarget tuple:
                tuple.Items.ForEach(item => Bind(item, default));
                break;
        }
    }

    private void Follow(Expr template, bool withContext = true)
    {
        Look(template);
        foreach (var name in withContext ? ReferenceFinder.Find(new IncludeStmt(0, template, false, true)) : [])
        {
            if (name is not null && _visited.Count < MaxTemplates && _visited.Add(name) && _template.Environment.Find(name) is { } found)
            {
                new NameChecker(found, _schema, _visited, Uses, Findings).All(found.Tree.Body);
            }
        }
    }

    /// <summary>Goes through an expression; gives what is known of its value.</summary>
    private Tracked Look(Expr? expr)
    {
        switch (expr)
        {
            case NameExpr name:
                return Name(name);
            case AttributeExpr attribute:
                return Member(Look(attribute.Target), attribute.Name, attribute.Position);
            case ItemExpr { Key: ConstExpr { Value.IsString: true } key } item:
                return Member(Look(item.Target), key.Value.String, item.Key.Position);
            case ItemExpr { Key: SliceExpr } item:
                Look(item.Key);
                return Look(item.Target);
            case ItemExpr item:
                Look(item.Key);
                return Look(item.Target).Element();
            case CallExpr call:
                return Call(call);
            case FilterExpr filter:
                return Filter(filter);
            case ConditionalExpr conditional:
                var guarded = GuardedNames.In(conditional.Test);
                _locals.Guard(guarded);
                Look(conditional.Test);
                var then = Look(conditional.Then);
                _locals.Unguard(guarded);
                Look(conditional.Else);
                return conditional.Else is null ? then : default;
            case null:
                return default;
            default:
                expr.VisitChildren(new Children(this));
                return default;
        }
    }

    private Tracked Name(NameExpr name)
    {
        if (!_template.Uses.IsFromOutside(name))
        {
            return _locals.Get(name.Name);
        }

        var value = new Tracked(name.Name, name.Name, null);
        var isGuarded = _guards > 0 || _locals.IsGuarded(name.Name);
        Note(Uses, value, name.Position, isGuarded, null);
        if (_schema is null)
        {
            return value;
        }

        if (!_schema.TryGetMember(name.Name, out var member))
        {
            Note(Findings, value, name.Position, isGuarded, Nearest(name.Name, _schema));
            return default;
        }

        return value with { Shape = member };
    }

    private Tracked Member(Tracked owner, string name, int position)
    {
        if (owner.Name is null)
        {
            return default;
        }

        var path = $"{owner.Path}.{name}";
        var value = new Tracked(owner.Name, path, null);
        if (owner.Shape is null)
        {
            return value;
        }

        if (!owner.Shape.TryGetMember(name, out var member))
        {
            Note(Findings, value, position, _guards > 0 || _locals.IsGuarded(path), Nearest(name, owner.Shape));
            return default;
        }

        return value with { Shape = member };
    }

    private Tracked Call(CallExpr call)
    {
        var result = default(Tracked);
        if (call.Target is AttributeExpr { Name: var method } attribute && MethodTable.IsMethod(method))
        {
            var owner = Look(attribute.Target);
            if (method == "get" && call.Arguments.Positional is [ConstExpr { Value.IsString: true } key, ..])
            {
                _guards++;
                result = Member(owner, key.Value.String, key.Position);
                _guards--;
            }
            else if (method == "copy")
            {
                result = owner;
            }
        }
        else
        {
            Look(call.Target);
        }

        call.Arguments.Visit(new Children(this));
        return result;
    }

    private Tracked Filter(FilterExpr filter)
    {
        var guards = filter.IsTest ? filter.Name is "defined" or "undefined" : filter.Name is "default" or "d";
        _guards += guards ? 1 : 0;
        var value = Look(filter.Target);
        _guards -= guards ? 1 : 0;
        filter.Arguments.Visit(new Children(this));
        if (filter.IsTest)
        {
            return default;
        }

        var attribute = filter.Arguments.Keywords.Find(static k => k.Name == "attribute").Value
            ?? (filter.Name is "selectattr" or "rejectattr" or "groupby" && filter.Arguments.Positional.Count > 0 ? filter.Arguments.Positional[0] : null);
        var item = attribute is ConstExpr { Value.IsString: true } path ? Attribute(value.Element(), path) : default;
        return filter.Name switch
        {
            "list" or "sort" or "unique" or "reverse" or "select" or "reject" or "selectattr" or "rejectattr" or "default" or "d" => value,
            "first" or "last" or "random" or "min" or "max" => value.Element(),
            "map" when item.Name is not null => item.AsList(),
            _ => default,
        };
    }

    private Tracked Attribute(Tracked item, ConstExpr path)
    {
        foreach (var part in path.Value.String.Split('.'))
        {
            item = part.All(char.IsAsciiDigit) ? item.Element() : Member(item, part, path.Position);
        }

        return item;
    }

    // A template of nothing but slips, over a shape of thousands of names, is not worth the search.
    private string? Nearest(string name, IJinjaShape among) => Findings.Count < MostSuggestions ? Spelling.Nearest(name, among.MemberNames) : null;

    private void Note(List<JinjaNameUse> list, Tracked value, int position, bool isGuarded, string? suggestion)
    {
        var source = _template.Source;
        list.Add(new(value.Name!, value.Path!, source.Name, source.LineOf(position), source.ColumnOf(position), isGuarded, suggestion));
    }

    /// <summary>Looks into the parts of an expression that have no value to follow.</summary>
    private sealed class Children(NameChecker checker) : NodeVisitor
    {
        internal override void Visit(Node? node)
        {
            if (node is Expr expr)
            {
                checker.Look(expr);
            }
        }
    }
}
