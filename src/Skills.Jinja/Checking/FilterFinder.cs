using Skills.Jinja.Ast;
using Skills.Jinja.Rendering;
using Skills.Jinja.Text;

namespace Skills.Jinja.Checking;

/// <summary>Finds the filters and tests that nobody knows, also where Jinja2 would say so only when they are reached, and those given by name to <c>map</c>, <c>select</c> and their like.</summary>
internal sealed class FilterFinder : NodeVisitor
{
    private readonly CompiledTemplate _template;
    private readonly List<JinjaException> _unknown = [];

    private FilterFinder(CompiledTemplate template) => _template = template;

    internal static List<JinjaException> Find(CompiledTemplate template)
    {
        var finder = new FilterFinder(template);
        finder.VisitAll(template.Tree.Body);
        return finder._unknown;
    }

    internal override void Visit(Node? node)
    {
        if (node is FilterExpr filter)
        {
            Check(filter.Name, filter.IsTest, filter.Position);
            var positional = filter.Arguments.Positional;
            var named = filter switch
            {
                { IsTest: true } => null,
                { Name: "map" or "select" or "reject" } when positional.Count > 0 => positional[0],
                { Name: "selectattr" or "rejectattr" } when positional.Count > 1 => positional[1],
                _ => null,
            };
            if (named is ConstExpr { Value.IsString: true } name)
            {
                Check(name.Value.String, filter.Name != "map", name.Position);
            }
        }

        base.Visit(node);
    }

    private void Check(string name, bool isTest, int position)
    {
        var environment = _template.Environment.Library;
        var isKnown = isTest
            ? environment.Tests.ContainsKey(name) || environment.HostTest(name) is not null
            : environment.Filters.ContainsKey(name) || environment.HostFilter(name) is not null;
        if (!isKnown)
        {
            _unknown.Add(_template.Source.Error(
                JinjaErrorKind.Syntax, $"No {(isTest ? "test" : "filter")} named {Repr.Of(name)}.", position, null, environment.Nearest(name, isTest)));
        }
    }
}
