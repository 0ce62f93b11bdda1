using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Skills.Mutants;

/// <summary>Finds the places of a source where a small change makes it wrong. Attributes, texts of exceptions, interpolated values and log calls are left out.</summary>
internal static class MutationFinder
{
    private static readonly Dictionary<SyntaxKind, string> Operators = new()
    {
        [SyntaxKind.LessThanToken] = "<=",
        [SyntaxKind.LessThanEqualsToken] = "<",
        [SyntaxKind.GreaterThanToken] = ">=",
        [SyntaxKind.GreaterThanEqualsToken] = ">",
        [SyntaxKind.EqualsEqualsToken] = "!=",
        [SyntaxKind.ExclamationEqualsToken] = "==",
        [SyntaxKind.PlusToken] = "-",
        [SyntaxKind.MinusToken] = "+",
        [SyntaxKind.AsteriskToken] = "/",
        [SyntaxKind.SlashToken] = "*",
        [SyntaxKind.PercentToken] = "*",
        [SyntaxKind.AmpersandAmpersandToken] = "||",
        [SyntaxKind.BarBarToken] = "&&",
        [SyntaxKind.AmpersandToken] = "|",
        [SyntaxKind.BarToken] = "&",
        [SyntaxKind.PlusEqualsToken] = "-=",
        [SyntaxKind.MinusEqualsToken] = "+=",
        [SyntaxKind.PlusPlusToken] = "--",
        [SyntaxKind.MinusMinusToken] = "++",
        [SyntaxKind.QuestionQuestionEqualsToken] = "=",
    };

    private static readonly Dictionary<string, string> Members = Both(
        ("First", "Last"), ("FirstOrDefault", "LastOrDefault"), ("Any", "All"), ("Min", "Max"), ("MinBy", "MaxBy"), ("OrderBy", "OrderByDescending"), ("ThenBy", "ThenByDescending"), ("Take", "Skip"),
        ("StartsWith", "EndsWith"), ("TrimStart", "TrimEnd"), ("IndexOf", "LastIndexOf"), ("Ordinal", "OrdinalIgnoreCase"), ("Floor", "Ceiling"), ("Increment", "Decrement"), ("Union", "Intersect"));

    public static IEnumerable<Mutation> In(SyntaxTree tree) =>
        from node in tree.GetRoot().DescendantNodes()
        where !node.AncestorsAndSelf().Any(IsLeftOut)
        from change in Changes(node)
        select new Mutation(tree.FilePath, change.At.Span, change.Text, change.Kind);

    private static bool IsLeftOut(SyntaxNode node) => node is AttributeSyntax or ThrowExpressionSyntax or ThrowStatementSyntax or InterpolationSyntax
        || (node is InvocationExpressionSyntax call && call.Expression.ToString().Split('.') is [.., var owner, _] && (owner.EndsWith("Log", StringComparison.Ordinal) || owner.EndsWith("ogger", StringComparison.Ordinal)));

    private static (SyntaxNodeOrToken At, string Text, string Kind)[] Changes(SyntaxNode node) => node switch
    {
        BinaryExpressionSyntax b when b.IsKind(SyntaxKind.CoalesceExpression) => [(b, $"({b.Left})", "left of ??"), (b, $"({b.Right})", "right of ??")],
        BinaryExpressionSyntax b => Operator(b.OperatorToken),
        AssignmentExpressionSyntax a => Operator(a.OperatorToken),
        PostfixUnaryExpressionSyntax u => Operator(u.OperatorToken),
        PrefixUnaryExpressionSyntax u when u.IsKind(SyntaxKind.LogicalNotExpression) || u.IsKind(SyntaxKind.UnaryMinusExpression) => [(u.OperatorToken, "", "removed sign")],
        RelationalPatternSyntax r => Operator(r.OperatorToken),
        UnaryPatternSyntax u => [(u.OperatorToken, "", "removed not")],
        BinaryPatternSyntax b => [(b.OperatorToken, b.OperatorToken.IsKind(SyntaxKind.AndKeyword) ? "or" : "and", "operator")],
        LiteralExpressionSyntax l when l.IsKind(SyntaxKind.TrueLiteralExpression) => IsAwait(l) ? [] : [(l, "false", "boolean")],
        LiteralExpressionSyntax l when l.IsKind(SyntaxKind.FalseLiteralExpression) => IsAwait(l) ? [] : [(l, "true", "boolean")],
        LiteralExpressionSyntax l when l.IsKind(SyntaxKind.NumericLiteralExpression) => [(l, $"({l} + 1)", "one more"), (l, $"({l} - 1)", "one less")],
        IfStatementSyntax i => Negated(i.Condition),
        WhileStatementSyntax w => Negated(w.Condition),
        ConditionalExpressionSyntax c => Negated(c.Condition),
        WhenClauseSyntax w => Negated(w.Condition),
        ExpressionStatementSyntax or YieldStatementSyntax { Expression: not null } or BreakStatementSyntax or ContinueStatementSyntax or ReturnStatementSyntax { Expression: null } => [(node, ";", "removed statement")],
        ReturnStatementSyntax { Expression: { } value } when value is not LiteralExpressionSyntax => [(value, "default!", "default result")],
        ArrowExpressionClauseSyntax { Expression: { } value } when value is not LiteralExpressionSyntax => [(value, "default!", "default result")],
        MemberAccessExpressionSyntax m when Members.TryGetValue(m.Name.Identifier.Text, out var other) => [(m.Name.Identifier, other, "other member")],
        _ => [],
    };

    private static (SyntaxNodeOrToken, string, string)[] Operator(SyntaxToken token) => Operators.TryGetValue(token.Kind(), out var other) ? [(token, other, "operator")] : [];

    private static (SyntaxNodeOrToken, string, string)[] Negated(ExpressionSyntax condition) => [(condition, $"!({condition})", "negated condition")];

    private static bool IsAwait(SyntaxNode literal) => literal.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait" } };

    private static Dictionary<string, string> Both(params (string One, string Other)[] pairs) =>
        pairs.Concat(pairs.Select(static p => (p.Other, p.One))).ToDictionary(static p => p.Item1, static p => p.Item2, StringComparer.Ordinal);
}
