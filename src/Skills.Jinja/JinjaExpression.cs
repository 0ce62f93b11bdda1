using System.Text.Json;
using Skills.Jinja.Ast;
using Skills.Jinja.Builtins;
using Skills.Jinja.Checking;
using Skills.Jinja.Compilation;
using Skills.Jinja.Rendering;
using Skills.Jinja.Syntax;
using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja;

/// <summary>A parsed expression, such as a rule's condition. Immutable and safe for use by many threads.</summary>
public sealed class JinjaExpression
{
    private readonly CompiledTemplate _template;
    private readonly ExprNode _node;
    private readonly int _slots;
    private TemplateState? _idle;

    private JinjaExpression(CompiledTemplate template, ExprNode node, int slots) => (_template, _node, _slots) = (template, node, slots);

    /// <summary>The value, as .NET sees it: null (also for undefined), string, bool, long, BigInteger, double, a list or a dictionary.</summary>
    /// <exception cref="JinjaException">The expression failed.</exception>
    public object? Evaluate(IReadOnlyDictionary<string, object?> context, CancellationToken cancellationToken = default) =>
        Run(context, static (state, value) => HostValues.ToHost(state, value), cancellationToken);

    /// <inheritdoc cref="Evaluate(IReadOnlyDictionary{string, object?}, CancellationToken)"/>
    public object? Evaluate(JsonElement context, CancellationToken cancellationToken = default) =>
        Run(context, static (state, value) => HostValues.ToHost(state, value), cancellationToken);

    /// <summary>The value as JSON; undefined becomes null.</summary>
    /// <exception cref="JinjaException">The expression failed, or its value has no JSON form.</exception>
    public JsonElement EvaluateJson(IReadOnlyDictionary<string, object?> context, CancellationToken cancellationToken = default) =>
        Run(context, ToJson, cancellationToken);

    /// <inheritdoc cref="EvaluateJson(IReadOnlyDictionary{string, object?}, CancellationToken)"/>
    public JsonElement EvaluateJson(JsonElement context, CancellationToken cancellationToken = default) =>
        Run(context, ToJson, cancellationToken);

    /// <summary>Whether the value is true as Python sees it: not false, none, undefined, zero or empty.</summary>
    /// <exception cref="JinjaException">The expression failed.</exception>
    public bool EvaluateBool(IReadOnlyDictionary<string, object?> context, CancellationToken cancellationToken = default) =>
        Run(context, static (_, value) => Types.Truthy(value), cancellationToken);

    /// <inheritdoc cref="EvaluateBool(IReadOnlyDictionary{string, object?}, CancellationToken)"/>
    public bool EvaluateBool(JsonElement context, CancellationToken cancellationToken = default) =>
        Run(context, static (_, value) => Types.Truthy(value), cancellationToken);

    /// <summary>Whether the value is true as Python sees it, with the properties of a JSON object as variables, and further ones from a dictionary.</summary>
    /// <exception cref="JinjaException">The expression failed.</exception>
    public bool EvaluateBool(JsonElement context, IReadOnlyDictionary<string, object?> others, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(others);
        return Run(others, Checked(context), static (_, value) => Types.Truthy(value), cancellationToken);
    }

    /// <summary>Every use of a variable, with its place.</summary>
    public IReadOnlyList<JinjaNameUse> FindNames() => NameChecker.Run(_template, null).Uses;

    /// <inheritdoc cref="JinjaTemplate.FindUndeclared"/>
    public IReadOnlyList<JinjaNameUse> FindUndeclared(IJinjaShape context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return NameChecker.Run(_template, context).Findings;
    }

    /// <inheritdoc cref="JinjaTemplate.FindUnknownFilters"/>
    public IReadOnlyList<JinjaException> FindUnknownFilters() => FilterFinder.Find(_template);

    internal static JinjaExpression Compile(RenderEnvironment environment, string expression, LexerRules rules)
    {
        if (expression.Length > environment.Options.Limits.MaxSourceLength)
        {
            throw new JinjaException(
                JinjaErrorKind.Limit, $"The expression has {expression.Length} characters; MaxSourceLength = {environment.Options.Limits.MaxSourceLength}.", null, 0, 0, null);
        }

        var source = new SourceText(expression, null, false);
        try
        {
            var tokens = new TokenStream(Lexer.ForExpression(source, rules));
            var tree = new ExpressionParser(tokens, environment.Options.Limits.MaxSyntaxDepth).ParseTuple();
            if (tokens.Current.Type != TokenType.Eof)
            {
                throw new SyntaxFault("chunk after expression", tokens.Current.Start);
            }

            var function = new Function(null);
            var frame = new CodeFrame(new(function, null)) { IsTop = true };
            SymbolVisitor.Enter(frame.Symbols, [tree]);
            var uses = new NameUses();
            var node = new ExpressionCompiler(environment, source, uses).Compile(tree, frame);
            frame.Symbols.NoteUndeclared(uses, environment.Library.IsGlobal);
            var template = new CompiledTemplate(environment, source, new(0, [], []), [], false, false, new([new OutputStmt(0, tree)]), uses);
            return new(template, node, function.SlotCount);
        }
        catch (SyntaxFault fault)
        {
            throw source.Error(fault.Kind, fault.Message, fault.Position, null, fault.Suggestion, fault.Hint);
        }
        catch (InsufficientExecutionStackException)
        {
            throw source.Error(JinjaErrorKind.Limit, "The expression is nested deeper than the stack allows.", 0);
        }
    }

    private static JsonElement ToJson(TemplateState state, Value value)
    {
        if (value.IsUndefined)
        {
            value = Value.None;
        }

        var buffer = state.Rent();
        JsonWriter.Write(state, buffer, value, JsonStyle.Plain);
        return JsonElement.Parse(state.Return(buffer));
    }

    private T Run<T>(IReadOnlyDictionary<string, object?> context, Func<TemplateState, Value, T> use, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Run(context, default, use, cancellationToken);
    }

    private T Run<T>(JsonElement context, Func<TemplateState, Value, T> use, CancellationToken cancellationToken) => Run(null, Checked(context), use, cancellationToken);

    private static JsonElement Checked(JsonElement context) => context.ValueKind is JsonValueKind.Object or JsonValueKind.Undefined or JsonValueKind.Null
        ? context
        : throw new ArgumentException($"An expression's context must be a JSON object, not {context.ValueKind}.", nameof(context));

    private T Run<T>(IReadOnlyDictionary<string, object?>? host, JsonElement json, Func<TemplateState, Value, T> use, CancellationToken cancellationToken)
    {
        var state = Interlocked.Exchange(ref _idle, null) ?? new(_template.Environment);
        var context = state.Root;
        state.Start(_template, state.Limits.MaxSteps, cancellationToken);
        context.Start(host, json);
        try
        {
            _template.Prepare(context);
            var frame = new Frame(_slots == 0 ? [] : new Value[_slots], null, context);
            return use(state, _node.Eval(state, frame));
        }
        catch (RuntimeFault fault)
        {
            throw state.Template.Source.Error(
                fault.Kind, fault.Message, state.Position, fault.InnerException, fault.Suggestion ?? (fault.MissingName is { } name ? context.Nearest(name) : null));
        }
        catch (InsufficientExecutionStackException)
        {
            throw _template.Source.Error(JinjaErrorKind.Limit, "The expression recurses deeper than the stack allows.", state.Position);
        }
        finally
        {
            state.Finish();
            _idle = state;
        }
    }
}
