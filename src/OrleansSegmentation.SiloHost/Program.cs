using OrleansSegmentation.SiloHost;

return await SiloHostCommand.RunAsync(args);
