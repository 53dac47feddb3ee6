import Serving

await ServingProgram.start()
