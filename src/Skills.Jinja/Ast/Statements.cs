namespace Skills.Jinja.Ast;

internal sealed class TextStmt(int position, string text) : Stmt(position)
{
    internal string Text => text;
}

/// <summary><c>{{ expression }}</c>.</summary>
internal sealed class OutputStmt(int position, Expr expression) : Stmt(position)
{
    internal Expr Expression => expression;

    internal override void VisitChildren(NodeVisitor visitor) => visitor.Visit(expression);
}

/// <summary>What a set, for or with writes to.</summary>
internal abstract class Target(int position) : Node(position);

internal sealed class NameTarget(int position, string name) : Target(position)
{
    internal string Name => name;
}

internal sealed class AttributeTarget(int position, string name, string attribute) : Target(position)
{
    internal string Name => name;

    internal string Attribute => attribute;
}

internal sealed class TupleTarget(int position, List<Target> items) : Target(position)
{
    internal List<Target> Items => items;

    internal override void VisitChildren(NodeVisitor visitor) => visitor.VisitAll(items);
}

internal sealed class IfStmt(int position, List<(Expr Test, List<Stmt> Body)> branches, List<Stmt> otherwise) : Stmt(position)
{
    internal List<(Expr Test, List<Stmt> Body)> Branches => branches;

    internal List<Stmt> Else => otherwise;

    internal override void VisitChildren(NodeVisitor visitor)
    {
        foreach (var (test, body) in branches)
        {
            visitor.Visit(test);
            visitor.VisitAll(body);
        }

        visitor.VisitAll(otherwise);
    }
}

internal sealed class ForStmt(int position, Target target, Expr iter, Expr? filter, bool recursive, List<Stmt> body, List<Stmt> otherwise) : Stmt(position)
{
    internal Target Target => target;

    internal Expr Iter => iter;

    internal Expr? Filter => filter;

    internal bool Recursive => recursive;

    internal List<Stmt> Body => body;

    internal List<Stmt> Else => otherwise;

    internal override void VisitChildren(NodeVisitor visitor)
    {
        visitor.Visit(target);
        visitor.Visit(iter);
        visitor.VisitAll(body);
        visitor.VisitAll(otherwise);
        visitor.Visit(filter);
    }
}

internal sealed class SetStmt(int position, Target target, Expr value) : Stmt(position)
{
    internal Target Target => target;

    internal Expr Value => value;

    internal override void VisitChildren(NodeVisitor visitor)
    {
        visitor.Visit(target);
        visitor.Visit(value);
    }
}

internal sealed class SetBlockStmt(int position, Target target, FilterExpr? filter, List<Stmt> body) : Stmt(position)
{
    internal Target Target => target;

    internal FilterExpr? Filter => filter;

    internal List<Stmt> Body => body;

    internal override void VisitChildren(NodeVisitor visitor)
    {
        visitor.Visit(target);
        visitor.Visit(filter);
        visitor.VisitAll(body);
    }
}

internal sealed class WithStmt(int position, List<(Target Target, Expr Value)> bindings, List<Stmt> body) : Stmt(position)
{
    internal List<(Target Target, Expr Value)> Bindings => bindings;

    internal List<Stmt> Body => body;

    internal override void VisitChildren(NodeVisitor visitor)
    {
        foreach (var (target, _) in bindings)
        {
            visitor.Visit(target);
        }

        foreach (var (_, value) in bindings)
        {
            visitor.Visit(value);
        }

        visitor.VisitAll(body);
    }
}

/// <summary>Parameters and body of a macro or call block. Defaults belong to the last parameters.</summary>
internal sealed class Signature(List<NameTarget> parameters, List<Expr> defaults)
{
    internal List<NameTarget> Parameters => parameters;

    internal List<Expr> Defaults => defaults;

    internal void Visit(NodeVisitor visitor)
    {
        visitor.VisitAll(parameters);
        visitor.VisitAll(defaults);
    }
}

/// <summary>A macro, or the body of a call block when <see cref="Name"/> is null.</summary>
internal sealed class MacroStmt(int position, string? name, Signature signature, List<Stmt> body) : Stmt(position)
{
    internal string? Name => name;

    internal Signature Signature => signature;

    internal List<Stmt> Body => body;

    internal override void VisitChildren(NodeVisitor visitor)
    {
        signature.Visit(visitor);
        visitor.VisitAll(body);
    }
}

internal sealed class CallStmt(int position, CallExpr call, MacroStmt caller, bool isTag = false) : Stmt(position)
{
    /// <summary>Whether it is a tag of the host, whose result is printed as an expression.</summary>
    internal bool IsTag => isTag;

    internal CallExpr Call => call;

    internal MacroStmt Caller => caller;

    internal override void VisitChildren(NodeVisitor visitor)
    {
        visitor.Visit(call);
        visitor.Visit(caller);
    }
}

internal sealed class FilterStmt(int position, FilterExpr filter, List<Stmt> body) : Stmt(position)
{
    internal FilterExpr Filter => filter;

    internal List<Stmt> Body => body;

    internal override void VisitChildren(NodeVisitor visitor)
    {
        visitor.VisitAll(body);
        visitor.Visit(filter);
    }
}

internal sealed class BlockStmt(int position, string name, bool scoped, bool required, List<Stmt> body) : Stmt(position)
{
    internal string Name => name;

    internal bool Scoped => scoped;

    internal bool Required => required;

    internal List<Stmt> Body => body;

    internal override void VisitChildren(NodeVisitor visitor) => visitor.VisitAll(body);
}

internal sealed class ExtendsStmt(int position, Expr template) : Stmt(position)
{
    internal Expr Template => template;

    internal override void VisitChildren(NodeVisitor visitor) => visitor.Visit(template);
}

internal sealed class IncludeStmt(int position, Expr template, bool ignoreMissing, bool withContext) : Stmt(position)
{
    internal Expr Template => template;

    internal bool IgnoreMissing => ignoreMissing;

    internal bool WithContext => withContext;

    internal override void VisitChildren(NodeVisitor visitor) => visitor.Visit(template);
}

internal sealed class ImportStmt(int position, Expr template, string target, bool withContext) : Stmt(position)
{
    internal Expr Template => template;

    internal string Target => target;

    internal bool WithContext => withContext;

    internal override void VisitChildren(NodeVisitor visitor) => visitor.Visit(template);
}

internal sealed class FromImportStmt(int position, Expr template, List<(string Name, string Alias)> names, bool withContext) : Stmt(position)
{
    internal Expr Template => template;

    internal List<(string Name, string Alias)> Names => names;

    internal bool WithContext => withContext;

    internal override void VisitChildren(NodeVisitor visitor) => visitor.Visit(template);
}

internal sealed class AutoescapeStmt(int position, Expr on, List<Stmt> body) : Stmt(position)
{
    internal Expr On => on;

    internal List<Stmt> Body => body;

    internal override void VisitChildren(NodeVisitor visitor)
    {
        visitor.Visit(on);
        visitor.VisitAll(body);
    }
}

/// <summary><c>{% do expression %}</c>.</summary>
internal sealed class DoStmt(int position, Expr expression) : Stmt(position)
{
    internal Expr Expression => expression;

    internal override void VisitChildren(NodeVisitor visitor) => visitor.Visit(expression);
}

internal sealed class LoopControlStmt(int position, bool isBreak) : Stmt(position)
{
    internal bool IsBreak => isBreak;
}

/// <summary><c>{% generation %}</c>: the assistant's text, whose place in the output is noted.</summary>
internal sealed class GenerationStmt(int position, MacroStmt body) : Stmt(position)
{
    internal MacroStmt Body => body;

    internal override void VisitChildren(NodeVisitor visitor) => visitor.Visit(body);
}

/// <summary><c>{% trans %}</c>: texts with <c>%(name)s</c> places, and what fills them.</summary>
internal sealed class TransStmt(int position, string singular, string? plural, Expr? count, List<(string Name, Expr Value)> variables, string? context) : Stmt(position)
{
    internal string Singular => singular;

    internal string? Plural => plural;

    internal Expr? Count => count;

    internal List<(string Name, Expr Value)> Variables => variables;

    internal string? Context => context;

    internal override void VisitChildren(NodeVisitor visitor)
    {
        visitor.Visit(count);
        foreach (var (_, value) in variables)
        {
            visitor.Visit(value);
        }
    }
}

/// <summary>A whole template.</summary>
internal sealed class TemplateNode(List<Stmt> body) : Node(0)
{
    internal List<Stmt> Body => body;

    internal override void VisitChildren(NodeVisitor visitor) => visitor.VisitAll(body);
}
