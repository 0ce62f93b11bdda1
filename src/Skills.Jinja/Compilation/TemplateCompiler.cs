using Skills.Jinja.Ast;
using Skills.Jinja.Rendering;
using Skills.Jinja.Syntax;
using Skills.Jinja.Text;

namespace Skills.Jinja.Compilation;

/// <summary>Turns a parsed template into code, resolving every name to a slot.</summary>
internal sealed class TemplateCompiler
{
    private readonly RenderEnvironment _environment;
    private readonly SourceText _source;
    private readonly TemplateNode _template;
    private readonly Dictionary<string, BlockStmt> _blocks = [];
    private readonly ExpressionCompiler _expressions;
    private readonly StatementCompiler _statements;
    private readonly TemplateFacts _facts;

    internal TemplateCompiler(RenderEnvironment environment, SourceText source, TemplateNode template)
    {
        (_environment, _source, _template) = (environment, source, template);
        _facts = TemplateFacts.Of(template);
        Uses = new();
        _expressions = new(environment, source, Uses);
        _statements = new(_expressions, _facts, environment, Uses);
    }

    internal NameUses Uses { get; }

    internal CompiledTemplate Compile()
    {
        foreach (var block in _facts.Blocks)
        {
            if (!_blocks.TryAdd(block.Name, block))
            {
                throw new SyntaxFault($"block {Repr.Of(block.Name)} defined twice", block.Position);
            }
        }

        var escape = _environment.Autoescapes(_source.Name) ? EscapeMode.On : EscapeMode.Off;
        var root = CompileRoot(escape);
        var blocks = new Dictionary<string, CompiledBlock>();
        CompiledTemplate? compiled = null;
        foreach (var (name, block) in _blocks)
        {
            blocks[name] = new(CompileBlock(block, escape), () => compiled!);
        }

        compiled = new(_environment, _source, root, blocks, _facts.KeepsVars, _facts.Sets, _template, Uses);
        return compiled;
    }

    private CompiledCode CompileRoot(EscapeMode escape)
    {
        var function = new Function(null);
        var frame = new CodeFrame(new(function, null)) { IsTop = true, IsRoot = true, ChecksExtended = _facts.Extends, Escape = escape, ConstantEscape = escape };
        var self = NameFinder.Find(_template.Body, "self").Count > 0 ? frame.Symbols.Parameter("self") : null;
        SymbolVisitor.Enter(frame.Symbols, _template.Body);
        var body = _statements.Body(_template.Body, frame);
        if (self is not null)
        {
            body = [new SelfNode(self.Index), .. body];
        }

        return new(function.SlotCount, _statements.Setup(frame.Symbols, true), body);
    }

    private CompiledCode CompileBlock(BlockStmt block, EscapeMode escape)
    {
        var function = new Function(null);
        var frame = new CodeFrame(new(function, null)) { InLoopOrBlock = true, Escape = escape, ConstantEscape = escape };
        var special = NameFinder.Find(block.Body, "self", "super");
        var self = special.Contains("self") ? frame.Symbols.Parameter("self") : null;
        var super = special.Contains("super") ? frame.Symbols.Parameter("super") : null;
        SymbolVisitor.Enter(frame.Symbols, block.Body);
        var body = _statements.Body(block.Body, frame);
        if (super is not null)
        {
            body = [new SuperNode(block.Name, super.Index, _source), .. body];
        }

        if (self is not null)
        {
            body = [new SelfNode(self.Index), .. body];
        }

        return new(function.SlotCount, _statements.Setup(frame.Symbols, true), body);
    }
}
