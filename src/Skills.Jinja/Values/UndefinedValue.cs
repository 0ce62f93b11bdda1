using Skills.Jinja.Text;

namespace Skills.Jinja.Values;

/// <summary>A value that does not exist, and what to say when it is needed.</summary>
/// <param name="mode">What may be done with it.</param>
/// <param name="name">The name or key that was missing.</param>
/// <param name="owner">Python's name for the object it was looked for in; null for a plain name, and where <see cref="Owner"/> says it.</param>
/// <param name="hint">The sentence to use instead.</param>
/// <param name="kind">The error it causes.</param>
/// <param name="nonStringKey">The missing key is no string, so it is an element.</param>
internal sealed class UndefinedValue(
    JinjaUndefined mode, string? name, string? owner = null, string? hint = null,
    JinjaErrorKind kind = JinjaErrorKind.Undefined, bool nonStringKey = false) : HeapValue(ValueKind.Undefined)
{
    // A mapping of more names than this is not searched to its end for a suggestion.
    private const int MostNames = 1000;

    internal JinjaUndefined Mode => mode;

    internal override string TypeName => mode switch
    {
        JinjaUndefined.Strict => "StrictUndefined",
        JinjaUndefined.Chainable => "ChainableUndefined",
        JinjaUndefined.Debug => "DebugUndefined",
        _ => "Undefined",
    };

    internal override bool Truthy => mode == JinjaUndefined.Strict ? throw Fault() : false;

    internal override int Count => mode == JinjaUndefined.Strict ? throw Fault() : 0;

    internal override ValueIterator Iterate(RenderState state) => mode == JinjaUndefined.Strict ? throw Fault() : new ArrayIterator([]);

    /// <summary>The object that has no such member, for its description and suggestions; null for a variable.</summary>
    internal HeapValue? Owner { get; init; }

    internal RuntimeFault Fault() => new(kind, Message)
    {
        MissingName = OwnerName is null && hint is null ? name : null,
        Suggestion = name is null ? null : Owner switch
        {
            DictValue dict => Spelling.Nearest(name, dict.Names().Take(MostNames)),
            HostObjectValue host => Spelling.Nearest(name, host.MemberNames.Take(MostNames)),
            _ => null,
        },
    };

    internal override Value Call(RenderState state, CallArguments arguments) => throw Fault();

    // Jinja calls it and fails with the name of what is undefined, rather than that it is not callable.
    internal override bool IsCallable => true;

    internal override void WriteRepr(ReprWriter writer) => writer.Append("Undefined");

    internal override void WriteText(ReprWriter writer)
    {
        switch (mode)
        {
            case JinjaUndefined.Strict:
                throw Fault();
            case JinjaUndefined.Debug:
                writer.Append(
                    hint is not null ? $"{{{{ undefined value printed: {hint} }}}}"
                    : OwnerName is not { } of ? $"{{{{ {name} }}}}"
                    : $"{{{{ no such element: {of}[{Key}] }}}}");
                break;
        }
    }

    internal string Message => hint
        ?? (OwnerName is not { } of ? $"{Repr.Of(name ?? "")} is undefined"
        : nonStringKey ? $"{of} has no element {name}"
        : $"{Repr.Of(of)} has no attribute {Repr.Of(name ?? "")}");

    private string? OwnerName => owner ?? Owner?.Description;

    private string Key => nonStringKey ? name ?? "" : Repr.Of(name ?? "");
}
