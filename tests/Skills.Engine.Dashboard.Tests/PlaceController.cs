using Microsoft.AspNetCore.Mvc;

namespace Skills.Engine.Dashboard.Tests;

/// <summary>A controller of a host that also has the dashboard.</summary>
public sealed class PlaceController : Controller
{
    public IActionResult Index() => Page("Index of the controller");

    public IActionResult Show(int id) => Page($"Place {id}");

    private ContentResult Page(string text) => Content($"<!doctype html><title>Place</title><main><h1>{text}</h1></main>", "text/html");
}
