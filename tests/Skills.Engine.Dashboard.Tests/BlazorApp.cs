using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Routing;

namespace Skills.Engine.Dashboard.Tests;

/// <summary>The root component of a Blazor host that also has the dashboard.</summary>
public sealed class BlazorApp : ComponentBase
{
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.AddMarkupContent(0, "<!doctype html><title>Blazor</title>");
        builder.OpenElement(1, "main");
        builder.OpenComponent<Router>(2);
        builder.AddComponentParameter(3, nameof(Router.AppAssembly), typeof(BlazorApp).Assembly);
        builder.AddComponentParameter(4, nameof(Router.Found), (RenderFragment<RouteData>)(static found => inner =>
        {
            inner.OpenComponent<RouteView>(0);
            inner.AddComponentParameter(1, nameof(RouteView.RouteData), found);
            inner.CloseComponent();
        }));
        builder.CloseComponent();
        builder.CloseElement();
    }
}

/// <summary>A page of that host.</summary>
[Route("/hello/{name}")]
public sealed class BlazorHello : ComponentBase
{
    [Parameter]
    public string Name { get; set; } = "";

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "h1");
        builder.AddContent(1, $"Hello {Name} from a component");
        builder.CloseElement();
    }
}
