global using Skills.Engine.Batches;
